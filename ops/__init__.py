"""One machine: what `make run` installs, starts, keeps alive and ends."""

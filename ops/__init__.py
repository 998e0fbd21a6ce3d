"""Running the hotline on one machine: what `make run` installs, starts, keeps running and ends."""

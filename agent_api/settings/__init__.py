"""The settings in force, to be read."""

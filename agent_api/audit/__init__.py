"""The logs of access and of looks."""

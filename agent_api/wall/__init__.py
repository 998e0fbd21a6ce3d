"""The wall and its alarms."""

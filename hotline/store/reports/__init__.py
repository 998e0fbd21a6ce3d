"""The data for figures, accounting and alarms."""

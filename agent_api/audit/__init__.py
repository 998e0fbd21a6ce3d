"""The access log, and the log of looks at citizens' data."""

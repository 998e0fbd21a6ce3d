"""One's own account: log-in, password, one-time codes."""

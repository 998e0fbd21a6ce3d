"""A user's own account: password, one-time codes, sessions."""

"""Log-in: passwords, sessions, and limits on guessing."""

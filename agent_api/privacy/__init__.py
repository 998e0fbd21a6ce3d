"""Which numbers a user sees, and the record of every access."""

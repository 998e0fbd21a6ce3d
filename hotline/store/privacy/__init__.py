"""Who looked at what, and what is forgotten when."""

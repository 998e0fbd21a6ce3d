"""What tests run against: private servers and whole hotlines, each a context manager."""

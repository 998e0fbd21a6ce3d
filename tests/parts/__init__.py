"""What tests are run against: private servers and whole hotlines, each a plain context manager."""

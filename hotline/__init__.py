"""The ground that every role stands on. It imports no role."""

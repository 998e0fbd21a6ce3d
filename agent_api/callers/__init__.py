"""A caller's history."""

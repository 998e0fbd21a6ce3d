"""Guessing of secrets, and the blocking of addresses for it."""

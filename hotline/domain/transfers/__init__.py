"""Transfers with one key, and the lines that they go to."""

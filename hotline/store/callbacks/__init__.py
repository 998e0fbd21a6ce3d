"""Callbacks in SQL."""

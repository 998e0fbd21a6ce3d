"""Calls in SQL."""

"""Transfers and the directory in SQL."""

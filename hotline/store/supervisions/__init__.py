"""Supervisions in SQL."""

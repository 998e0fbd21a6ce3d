"""Calls, dialling and recordings."""

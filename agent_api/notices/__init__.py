"""Notices that callers hear before the greeting."""

"""Rows written straight into SQL."""

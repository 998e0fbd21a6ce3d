"""Tickets: the record of one call."""

"""Tickets in SQL."""

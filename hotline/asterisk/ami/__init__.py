"""Asterisk's Manager Interface: the connection, and the translation of events into facts and signs."""

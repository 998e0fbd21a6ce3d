"""Asterisk's Manager Interface: the connection, and the translation of what it says into our own words."""

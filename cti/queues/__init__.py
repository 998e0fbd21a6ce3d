"""Asterisk's queues and telephones: what they are told, and what they report."""

"""Agents, their telephones, and what Asterisk's queues must be told of them."""

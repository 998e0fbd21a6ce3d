"""Use cases, over a database of their own and an Asterisk that is played."""

"""Recorded streams of a real Asterisk, told again."""

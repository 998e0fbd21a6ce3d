"""Calls, made from facts, and the calls that we place."""

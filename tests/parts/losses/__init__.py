"""Calls under which something breaks, and the proof that none of them is lost."""

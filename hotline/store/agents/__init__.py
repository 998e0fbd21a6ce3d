"""Agents, their sessions and telephones in SQL."""

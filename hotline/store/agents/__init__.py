"""Agents, their log-ins and telephones in SQL."""

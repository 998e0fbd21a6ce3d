"""Agents: made and changed by an admin, their secrets, and their states."""

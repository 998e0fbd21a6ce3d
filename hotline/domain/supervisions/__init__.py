"""Supervisors who listen to calls, or speak in them."""

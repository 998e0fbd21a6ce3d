"""Liveness, readiness, counters."""

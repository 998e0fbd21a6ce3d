"""Periodic work: the audit, retention, floods, free disk space."""

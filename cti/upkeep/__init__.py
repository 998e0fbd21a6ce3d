"""What is done by the clock: the audit, retention, the room left on the disk."""

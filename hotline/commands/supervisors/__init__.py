"""What supervisors do in the calls of others."""

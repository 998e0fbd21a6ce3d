"""Use cases that the roles share. They take domain values and raise domain errors; they know nothing of HTTP."""

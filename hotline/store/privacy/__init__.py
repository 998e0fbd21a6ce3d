"""The logs of access, and the removal of personal data."""

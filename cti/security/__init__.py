"""Guessing and refusals of telephones, and the dialplan's warnings."""

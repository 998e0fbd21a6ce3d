"""Figures, each defined once, and the picture of the wall."""

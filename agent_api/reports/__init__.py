"""Figures and accounting."""

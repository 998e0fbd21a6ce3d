"""Telephone numbers and text from outside, normalised and made safe."""

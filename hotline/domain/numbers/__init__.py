"""Telephone numbers and text from outside, made safe in one place each."""

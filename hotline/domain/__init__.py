"""The rules of a hotline, pure: no I/O, and the clock is passed in."""

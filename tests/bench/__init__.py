"""`make bench`: what the hotline costs and how quick it is, on this machine, today.

A benchmark measures and compares; it never fails on a number of seconds, because it cannot know the machine. What it
compares with (bare Asterisk, an almost empty database, the first third of a run) is measured in the same run.
"""

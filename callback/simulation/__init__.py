"""Plays days of the hotline in seconds, so that an operator sees the effect of a setting before using it.

Pure: a clock of its own, seeded random numbers, no network and no database. Which callbacks are offered to which agent,
when, how often and on which line is not modelled; the product's own rules decide it (hotline.domain.callbacks.fairness,
hours, retry).
"""

"""A day of the hotline played in seconds, so that an operator sees what a setting does before using it.

Pure: its own clock, seeded chance, no network and no database. Who is offered what, when, how often and on which line
is not modelled but decided by the product's own rules (hotline.domain.callbacks.fairness, hours, retry).
"""

"""The duty to ring back: when, by whom, how often."""

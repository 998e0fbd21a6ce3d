"""What was seen to happen to channels, in one form whoever saw it."""

"""Facts: what happened to channels, in one form for all witnesses."""

"""The voice of the hotline: what callers hear, and the questions that the dialplan asks while they do."""

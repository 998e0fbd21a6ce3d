"""Who guesses, who is refused, and what the dialplan warns of."""

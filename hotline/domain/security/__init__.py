"""Who guesses secrets, and who is refused for it."""

"""What the facts make: calls, and the calls that we place."""

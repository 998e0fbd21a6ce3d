"""Who it is: passwords, log-ins, and what slows a guesser down."""

"""Where a transfer can go."""

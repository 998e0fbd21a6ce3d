"""What calls leave in SQL."""

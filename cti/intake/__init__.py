"""What both witnesses tell, on its way into the call table."""

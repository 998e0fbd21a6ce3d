"""What follows from a changed call, in the transaction that files it."""

"""The effects of a changed call, in the transaction that records it."""

"""Citizens in SQL: their history, and who deals with them."""

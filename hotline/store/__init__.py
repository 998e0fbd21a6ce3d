"""SQL: one module for each noun. Functions take a connection, and commit nothing themselves."""

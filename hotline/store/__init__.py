"""SQL: one module per noun. Functions take a connection and do not commit."""

"""SQL, the truth: SQLAlchemy 2 Core on SQLite or PostgreSQL, one module per noun."""

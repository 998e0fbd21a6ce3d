"""The desk of an agent whose calls come from colleagues."""

"""The pages as they were built, and what is asked of each of them."""

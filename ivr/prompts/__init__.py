"""What callers hear: texts made into sound files, and the music between them."""

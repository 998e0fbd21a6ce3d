"""Response models that several nouns share, with numbers masked for the user who asks."""

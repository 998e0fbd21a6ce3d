"""What several nouns show: a call, a ticket, a caller and so on, as one person may see it."""

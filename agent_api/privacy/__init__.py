"""Who sees a citizen's number, and the record of every look."""

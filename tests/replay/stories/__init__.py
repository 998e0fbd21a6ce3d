"""The stories that are recorded: what people and telephones do in each."""

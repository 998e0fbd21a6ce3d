"""Stories in which a supervisor listens to a call, told by telephones that speak and hear."""

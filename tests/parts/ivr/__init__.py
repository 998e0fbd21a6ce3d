"""What stands in for the ivr role."""

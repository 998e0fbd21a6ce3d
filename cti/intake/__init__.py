"""From both witnesses' reports to the call table."""

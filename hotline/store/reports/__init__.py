"""What figures, accounting and alarms are made of."""

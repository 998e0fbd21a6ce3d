"""The missed-call role: citizens who did not get through are offered to idle agents and rung back."""

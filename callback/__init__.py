"""The missed-call role: what is owed to citizens who did not get through."""

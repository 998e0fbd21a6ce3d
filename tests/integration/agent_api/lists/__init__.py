"""Lists: exports, alarms, the order of callbacks."""

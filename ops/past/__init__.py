"""The demo's past: a month of invented calls, so that lists and reports have something to show."""

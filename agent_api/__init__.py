"""The agents' API: HTTP, WebSocket and pages on top of SQL (the truth) and Redis (notifications and the live view)."""

"""The agents' API: HTTP, WebSocket and pages over SQL (the truth) and Redis (notifications and the live view)."""

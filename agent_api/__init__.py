"""The agents' API: HTTP, WebSocket and pages over SQL (the truth) and Redis (the doorbell and the picture)."""

"""What a running role needs: SQL, Redis, log, heartbeat, tasks."""

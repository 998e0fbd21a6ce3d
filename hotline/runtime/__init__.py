"""What a running role needs: SQL, Redis, logs, heartbeat, tasks."""

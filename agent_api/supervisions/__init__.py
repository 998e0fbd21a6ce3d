"""Supervisors in calls: listen, whisper, barge in."""

"""Callbacks: when they are due, who gets them, and how often they are tried."""

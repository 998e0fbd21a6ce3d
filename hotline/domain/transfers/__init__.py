"""Transfers, and the directory of their targets."""

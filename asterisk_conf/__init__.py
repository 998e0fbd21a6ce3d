"""Asterisk's configuration, rendered from hotline.toml and the agents in the database."""

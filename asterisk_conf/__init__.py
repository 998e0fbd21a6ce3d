"""Asterisk's configuration, made from hotline.toml and the agents in the database."""

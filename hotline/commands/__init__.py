"""Use cases, shared by the roles: what is done, without how it was asked for."""

"""Errors in the settings: one line that names the key and what was expected.

Every role prints it and exits with status 2, so that a wrong file never leads to a half-started hotline.
"""


class SettingsError(Exception):
    """What is wrong with the settings, in one line for the operator."""

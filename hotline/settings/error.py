"""A mistake in the settings is one clear line that names the key and what was expected: every role's main prints it and
exits with status 2, so that a wrong file never half-starts a hotline.
"""


class SettingsError(Exception):
    """What is wrong with the settings, in one line for a person."""

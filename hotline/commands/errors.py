"""Why a command was not done. The text is for the person who gave it; what becomes of it (a status of HTTP, a line in a
log) is decided by whoever gave the command on their behalf.
"""


class CommandError(Exception):
    """Nothing was done, unless the kind says otherwise."""


class NotFoundError(CommandError):
    """What the command is about does not exist."""

    def __init__(self, noun: str) -> None:
        super().__init__(f"There is no such {noun}.")


class NotYoursError(CommandError):
    """It exists, and belongs to somebody else."""


class RefusedError(CommandError):
    """The state of things does not allow it now."""


class InvalidError(CommandError):
    """What was given is wrong in itself. `field` is the part of it, `expected` what belongs there; "" when the text
    says all."""

    def __init__(self, detail: str, *, field: str = "", expected: str = "") -> None:
        super().__init__(detail)
        self.field = field
        self.expected = expected


class UnavailableError(CommandError):
    """Something that the command needs does not answer."""


class SwitchRefusedError(RefusedError):
    """Asterisk said no: the command was not done."""

    def __init__(self, reason: object) -> None:
        super().__init__(f"The telephone system does not do that: {reason}.")


_SILENT = "The telephone system does not answer now. Look at the call before you try again."


class SwitchAwayError(UnavailableError):
    """Asterisk was not asked, for want of a connection or of an answer before the decisive action: not done."""

    def __init__(self) -> None:
        super().__init__(_SILENT)


class SwitchSilentError(UnavailableError):
    """Asterisk was asked and did not answer: whether the command was done is unknown."""

    def __init__(self) -> None:
        super().__init__(_SILENT)

"""Why a command was not carried out. The text is for the person who gave the command; the role that gave it on their
behalf decides what becomes of it (an HTTP status, a log line)."""


class CommandError(Exception):
    """The command had no effect, unless the subclass says otherwise."""


class NotFoundError(CommandError):
    """The object of the command does not exist."""

    def __init__(self, noun: str) -> None:
        super().__init__(f"There is no such {noun}.")


class NotYoursError(CommandError):
    """The object exists, but belongs to somebody else."""


class RefusedError(CommandError):
    """The present state does not allow the command."""


class InvalidError(CommandError):
    """A value in the command is wrong. `field` names it and `expected` describes a right one; both are "" if the text
    says all. `rule` is the name of the broken rule, where the pages have words for it."""

    def __init__(self, detail: str, *, field: str = "", expected: str = "", rule: str = "") -> None:
        super().__init__(detail)
        self.field = field
        self.expected = expected
        self.rule = rule

    @classmethod
    def of(cls, field: str, expected: str, *, rule: str = "") -> "InvalidError":
        return cls(f"{field}: expected {expected}", field=field, expected=expected, rule=rule)


class UnavailableError(CommandError):
    """A service that the command needs does not answer."""


class SwitchRefusedError(RefusedError):
    """Asterisk refused: the command was not carried out."""

    def __init__(self, reason: object) -> None:
        super().__init__(f"The telephone system refused: {reason}.")


_SILENT = "The telephone system does not answer now. Look at the call before you try again."


class SwitchAwayError(UnavailableError):
    """There was no connection to Asterisk, or no reply before the decisive action: the command was not carried out."""

    def __init__(self) -> None:
        super().__init__(_SILENT)


class SwitchSilentError(UnavailableError):
    """Asterisk was asked and did not reply: whether the command was carried out is unknown."""

    def __init__(self) -> None:
        super().__init__(_SILENT)

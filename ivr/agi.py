"""One AGI conversation with Asterisk: pyst2's commands, with pyst2's weaknesses corrected in one small subclass.

pyst2 installs a signal handler (which only a main thread may do), writes each variable and with it the caller's number
to standard error, takes the end of the stream for an answer, waits for ever after "520-", gets out of step after
"HANGUP", does not quote quotes or line ends, and fails on bytes that are not UTF-8. Here a hangup or the end of the
stream raises AGIHangup and ends the conversation; a malformed answer raises AGIError; a command that cannot be sent
safely is refused.
"""

import socket
from typing import NoReturn, Protocol

from asterisk.agi import AGI, AGIError, AGIHangup, AGIUsageError

MAX_LINE = 4096  # characters; Asterisk's own variables are far shorter
MAX_LINES = 200  # limit for the variables at the start of the conversation and for an error's usage text

__all__ = ["AGIError", "AGIHangup", "Conversation"]


class _Nowhere:
    """Discards pyst2's debug output, which contains numbers in clear."""

    def write(self, text: str) -> None:
        pass


class _Lines(Protocol):
    """A source of lines: the stream, or one line that was read ahead."""

    def readline(self, limit: int = -1, /) -> str: ...

    def close(self) -> None: ...


class _Ahead:
    """A line that was read ahead, handed to pyst2 as if it were the stream."""

    def __init__(self, line: str) -> None:
        self._line = line

    def readline(self, limit: int = -1, /) -> str:
        return self._line

    def close(self) -> None:
        pass


class Conversation(AGI):  # type: ignore[misc]  # pyst2 has no types
    """AGI over a connected socket with a timeout. `env` holds the variables that Asterisk sends at the beginning.

    Raises AGIHangup when the caller has hung up, AGIError when the peer does not speak AGI, and OSError (including
    TimeoutError) when it does not answer.
    """

    env: dict[str, str]

    def __init__(self, connection: socket.socket) -> None:
        # not super().__init__, which would install the signal handler
        # two files: a single one for both directions would drop what it has read ahead
        self.stdin: _Lines = connection.makefile("r", encoding="utf-8", errors="replace", newline="\n")
        self.stdout = connection.makefile("w", encoding="utf-8", errors="replace", newline="\n")
        self.stderr = _Nowhere()
        self._got_sighup = False
        self._over = False
        self.env = {}
        try:
            self._get_agi_env()
        except BaseException:
            self.close()  # the socket stays open as long as one of the files is
            raise

    def close(self) -> None:
        """Return the call to the dialplan. Output that could not be sent is dropped."""
        for file in (self.stdin, self.stdout):
            try:
                file.close()
            except OSError:
                continue

    def execute(self, command: str, *args: object) -> dict[str, tuple[str, str]]:
        """Send a command and read its answer. Raises AGIHangup after a hangup, when answers would belong to other
        commands.
        """
        if self._over:
            raise AGIHangup("the caller has gone")
        result: dict[str, tuple[str, str]] = super().execute(command, *args)
        return result

    def send_command(self, command: str, *args: object) -> None:
        line = " ".join((command.strip(), *map(str, args)))
        if any(ord(character) < 32 or ord(character) == 127 for character in line):
            raise AGIError("a command with a control character is not sent")
        self.stdout.write(f"{line}\n")
        self.stdout.flush()

    def get_result(self, stdin: object = None) -> dict[str, tuple[str, str]]:
        line = self._read_line()
        if line.startswith("520-"):
            self._skip_usage()
        if not line[:3].isdecimal():
            raise AGIError(f"not an answer: {line[:40]!r}")
        stream, self.stdin = self.stdin, _Ahead(line)
        try:
            result: dict[str, tuple[str, str]] = super().get_result()
        finally:
            self.stdin = stream
        return result

    def stream_file(self, filename: str, escape_digits: object = "", sample_offset: int = 0) -> str:
        """pyst2 does not quote the file name."""
        answer: str = super().stream_file(self._quote(filename), escape_digits, sample_offset)
        return answer

    def _get_agi_env(self) -> None:
        for _ in range(MAX_LINES):
            line = self._read_line().strip()
            if not line:
                return
            key, _, value = line.partition(":")
            self.env[key.strip()] = value.strip()
        raise AGIError("the variables do not end")

    def _skip_usage(self) -> NoReturn:
        """Skip the usage text up to the line that begins with "520 "."""
        for _ in range(MAX_LINES):
            if self._read_line().startswith("520 "):
                raise AGIUsageError("Asterisk did not understand a command")
        raise AGIError("an explanation does not end")

    def _read_line(self) -> str:
        line: str = self.stdin.readline(MAX_LINE)
        if not line or line.strip() == "HANGUP":
            self._over = True
            raise AGIHangup("the caller has gone" if line else "the stream has ended")
        if not line.endswith("\n"):
            raise AGIError("a line without an end")
        return line

    def _quote(self, string: object) -> str:
        text = str(string).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{text}"'

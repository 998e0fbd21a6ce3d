"""One AGI conversation with Asterisk, on pyst2's commands, with what pyst2 leaves open closed in one small subclass.

pyst2 installs a signal handler (which only a main thread may), writes each variable with the caller's number to
standard error, takes the end of the stream for an answer, waits for ever after "520-", loses step after "HANGUP",
quotes neither quotes nor line ends, and stumbles over bytes that are not UTF-8. Here: a hangup or the end of the stream
is AGIHangup and the conversation is over; what is no answer is AGIError; a command that cannot be sent safely is
refused.
"""

import socket
from typing import NoReturn, Protocol

from asterisk.agi import AGI, AGIError, AGIHangup, AGIUsageError

MAX_LINE = 4096  # characters; Asterisk's own variables are far shorter
MAX_LINES = 200  # of the variables that open the conversation, and of an error's explanation

__all__ = ["AGIError", "AGIHangup", "Conversation"]


class _Nowhere:
    """Where pyst2's copies of everything go: they hold numbers in clear."""

    def write(self, text: str) -> None:
        pass


class _Lines(Protocol):
    """What is read from: the stream, or the one line that was looked at already."""

    def readline(self, limit: int = -1, /) -> str: ...

    def close(self) -> None: ...


class _Ahead:
    """A line that was looked at, given to pyst2 as if it were the stream."""

    def __init__(self, line: str) -> None:
        self._line = line

    def readline(self, limit: int = -1, /) -> str:
        return self._line

    def close(self) -> None:
        pass


class Conversation(AGI):  # type: ignore[misc]  # pyst2 has no types
    """AGI over a connected socket whose timeout is set. `env` holds what Asterisk said of the call at the beginning.

    Raises AGIHangup when the caller has gone, AGIError when the other side does not speak AGI, OSError (TimeoutError
    too) when it does not speak at all.
    """

    env: dict[str, str]

    def __init__(self, connection: socket.socket) -> None:
        # not super().__init__: it would install the signal handler
        # two files: one for both ways would drop what it has read ahead
        self.stdin: _Lines = connection.makefile("r", encoding="utf-8", errors="replace", newline="\n")
        self.stdout = connection.makefile("w", encoding="utf-8", errors="replace", newline="\n")
        self.stderr = _Nowhere()
        self._got_sighup = False
        self._over = False
        self.env = {}
        try:
            self._get_agi_env()
        except BaseException:
            self.close()  # the socket stays open as long as one of the files does
            raise

    def close(self) -> None:
        """Give the call back to the dialplan. What could not be sent any more is lost, and nobody waits for it."""
        for file in (self.stdin, self.stdout):
            try:
                file.close()
            except OSError:
                continue

    def execute(self, command: str, *args: object) -> dict[str, tuple[str, str]]:
        """Send a command and read its answer; after a hangup nothing, for answers would belong to other commands."""
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
        """pyst2 does not quote the name."""
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
        """Lines of explanation up to the one that begins with "520 "."""
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

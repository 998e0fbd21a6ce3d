"""A telephone on TCP: it registers, answers OPTIONS, and records which numbers call it."""

import re
import socket
import threading
from contextlib import suppress
from hashlib import md5
from types import TracebackType
from typing import Self

_REQUESTS = ("OPTIONS ", "INVITE ", "CANCEL ", "ACK ", "NOTIFY ")


class TcpPhone:
    """Registered from entering `with` until it ends."""

    def __init__(self, server: tuple[str, int], extension: str, secret: str) -> None:
        self._server, self._extension, self._secret = server, extension, secret
        self._socket = socket.create_connection(server, timeout=10)
        self._stream = self._socket.makefile("rb")
        self._thread = threading.Thread(target=self._live, daemon=True)
        self.callers: list[str] = []

    def __enter__(self) -> Self:
        try:
            self._sign_in()
        except BaseException:
            self._socket.close()
            raise
        self._thread.start()
        return self

    def _sign_in(self) -> None:
        challenge = self._register("")
        nonce = re.search(r'nonce="([^"]+)"', challenge)
        realm = re.search(r'realm="([^"]+)"', challenge)
        assert nonce, challenge
        assert realm, challenge
        uri = f"sip:{self._server[0]}"
        ha1 = _md5(f"{self._extension}:{realm[1]}:{self._secret}")
        answer = _md5(f"{ha1}:{nonce[1]}:{_md5(f'REGISTER:{uri}')}")
        said = self._register(
            f'Authorization: Digest username="{self._extension}", realm="{realm[1]}", nonce="{nonce[1]}", '
            f'uri="{uri}", response="{answer}"\r\n'
        )
        assert said.startswith("SIP/2.0 200"), said

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._socket.close()

    def _register(self, authorization: str) -> str:
        host, port = self._socket.getsockname()
        number = 2 if authorization else 1
        self._socket.sendall(
            (
                f"REGISTER sip:{self._server[0]} SIP/2.0\r\n"
                f"Via: SIP/2.0/TCP {host}:{port};branch=z9hG4bKtcp{number}\r\n"
                f"From: <sip:{self._extension}@{host}>;tag=tcp\r\nTo: <sip:{self._extension}@{host}>\r\n"
                f"Call-ID: tcp-{port}\r\nCSeq: {number} REGISTER\r\nMax-Forwards: 70\r\nExpires: 300\r\n"
                f"Contact: <sip:{self._extension}@{host}:{port};transport=tcp>\r\n"
                f"{authorization}Content-Length: 0\r\n\r\n"
            ).encode()
        )
        while (message := self._read()).startswith(_REQUESTS):
            self._serve(message)  # Asterisk may qualify a contact before it answers the registration
        return message

    def _live(self) -> None:
        with suppress(OSError, EOFError):
            while True:
                self._serve(self._read())

    def _serve(self, message: str) -> None:
        method = message.split(" ", 1)[0]
        if method == "INVITE":
            caller = re.search(r"^From:[^\n]*sip:([^@]+)@", message, re.MULTILINE)
            self.callers.append(caller[1] if caller else "")
            self._reply(message, "180 Ringing")
        elif method in ("OPTIONS", "CANCEL"):
            self._reply(message, "200 OK")

    def _reply(self, request: str, status: str) -> None:
        kept = [
            line for line in request.split("\r\n") if line.split(":", 1)[0] in ("Via", "From", "To", "Call-ID", "CSeq")
        ]
        lines = [line + ";tag=phone" if line.startswith("To:") and ";tag=" not in line else line for line in kept]
        self._socket.sendall("\r\n".join((f"SIP/2.0 {status}", *lines, "Content-Length: 0", "", "")).encode())

    def _read(self) -> str:
        """The head of the next message; a body is read and dropped."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self._stream.readline()
            if not line:
                raise EOFError
            head = b"" if not head and line == b"\r\n" else head + line
        length = re.search(rb"^(?:Content-Length|l):\s*(\d+)", head, re.MULTILINE | re.IGNORECASE)
        if length:
            self._stream.read(int(length[1]))
        return head.decode(errors="replace")


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()

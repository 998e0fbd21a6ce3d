"""Registers telephones from the port on which SIPp receives their calls.

Asterisk calls an agent's telephone at the address from which its REGISTER came, whatever the Contact says. A SIPp
process that receives calls cannot register in the same scenario, so the REGISTER is built here and sent through that
process's own socket, which the kernel lends to its parent. SIPp receives and drops the response; a second REGISTER
without a Contact, from a socket of this process, tells whether the telephone is registered.
"""

import ctypes
import os
import re
import secrets
import socket
import time
from collections.abc import Mapping
from hashlib import md5
from pathlib import Path

from ops.phones.sipp import sockets_at

_PIDFD_GETFD = 438  # the system call's number, the same on every architecture
_ANSWER_S = 3.0
_PATIENCE_S = 20.0

Address = tuple[str, int]


def register(phone: socket.socket, registrar: Address, secret_of: Mapping[str, str], expires_s: int) -> dict[str, int]:
    """Register each extension at the address of `phone`, or unregister it with 0 s; the last status for each (408:
    none).

    `phone` may be read by another process, so it is only used for sending.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.bind((phone.getsockname()[0], 0))
        ours.settimeout(_ANSWER_S)
        return {
            extension: _Registration(phone, ours, registrar, extension, secret).make(expires_s)
            for extension, secret in secret_of.items()
        }


def socket_of(pid: int, address: str, port: int) -> socket.socket:
    """The UDP socket that a child process has at that address; raises OSError."""
    wanted = sockets_at(address, port)
    number = next(int(file.name) for file in Path(f"/proc/{pid}/fd").iterdir() if os.readlink(file) in wanted)
    pidfd = os.pidfd_open(pid)
    try:
        borrowed = ctypes.CDLL(None, use_errno=True).syscall(_PIDFD_GETFD, pidfd, number, 0)
    finally:
        os.close(pidfd)
    if borrowed < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return socket.socket(fileno=borrowed)


class _Registration:
    def __init__(
        self, phone: socket.socket, ours: socket.socket, registrar: Address, extension: str, secret: str
    ) -> None:
        self._phone, self._ours, self._registrar = phone, ours, registrar
        self._extension, self._secret = extension, secret
        self._contact = f"<sip:{extension}@{phone.getsockname()[0]}:{phone.getsockname()[1]}>"
        self._challenge = ""
        self._call_id = secrets.token_hex(8)
        self._cseq = 0

    def make(self, expires_s: int) -> int:
        status = self._ask()
        if not self._challenge:
            return status
        self._phone.sendto(self._request(self._phone, f"Contact: {self._contact}", expires_s), self._registrar)
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            status, contacts = self._registered()
            done = (self._contact in contacts) == bool(expires_s)
            if status != 200 or done or time.monotonic() > deadline:
                return status if status != 200 or done else 408
            time.sleep(0.005)

    def _ask(self) -> int:
        return self._registered()[0]

    def _registered(self) -> tuple[int, str]:
        """The status of a REGISTER without a Contact, and the contacts that its response lists."""
        self._ours.sendto(self._request(self._ours, "X-Asks: 1", 0), self._registrar)
        try:
            while True:
                answer = self._ours.recv(65536).decode(errors="replace")
                if f"Call-ID: {self._call_id}" in answer and f"CSeq: {self._cseq} " in answer:
                    break
        except TimeoutError:
            return 408, ""
        found = re.search(r'^WWW-Authenticate: .*nonce="([^"]+)"', answer, re.M | re.I)
        self._challenge = found[1] if found else self._challenge
        return int(answer.split(" ", 2)[1]), "".join(re.findall(r"^Contact: (.*)$", answer, re.M | re.I))

    def _request(self, sender: socket.socket, contact: str, expires_s: int) -> bytes:
        self._cseq += 1
        host, port = sender.getsockname()
        server = f"{self._registrar[0]}:{self._registrar[1]}"
        lines = [
            f"REGISTER sip:{server} SIP/2.0",
            f"Via: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{secrets.token_hex(8)}",
            "Max-Forwards: 70",
            f"From: <sip:{self._extension}@{server}>;tag={self._call_id}",
            f"To: <sip:{self._extension}@{server}>",
            f"Call-ID: {self._call_id}",
            f"CSeq: {self._cseq} REGISTER",
            contact,
            f"Expires: {expires_s}",
            *([self._authorization(f"sip:{server}")] if self._challenge else []),
            "Content-Length: 0",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _authorization(self, uri: str) -> str:
        def digest(text: str) -> str:
            return md5(text.encode(), usedforsecurity=False).hexdigest()

        secret = digest(f"{self._extension}:hotline:{self._secret}")
        response = digest(f"{secret}:{self._challenge}:{self._cseq:08x}:abc:auth:{digest(f'REGISTER:{uri}')}")
        return (
            f'Authorization: Digest username="{self._extension}",realm="hotline",nonce="{self._challenge}",uri="{uri}",'
            f'response="{response}",algorithm=MD5,qop=auth,nc={self._cseq:08x},cnonce="abc"'
        )

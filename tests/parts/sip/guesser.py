"""Guesses a telephone's secret as fast as possible.

`python -m tests.parts.sip.guesser ADDRESS HOST PORT RATE SECONDS`. A separate process, so that it takes no time from
the measuring one. The nonce of the first challenge is used for all guesses, and Asterisk checks each of them. Prints as
JSON how many were sent, and the responses by status.
"""

import json
import socket
import sys
import time
from collections import Counter
from contextlib import suppress

_BREATH_S = 0.002


class Guesser:
    """Guesses the secret of extension 1001 from one socket."""

    def __init__(self, address: str, server: tuple[str, int]) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 0))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.setblocking(False)
        self._server = server
        self._nonce = ""
        self.sent = 0
        self.answers: Counter[str] = Counter()

    def guess(self, rate: float, for_s: float) -> None:
        self._send()
        began = time.monotonic()
        while (passed := time.monotonic() - began) < for_s:
            while self.sent < passed * rate:
                self._send()
                if self.sent % 16 == 0:
                    self._read()
            self._read()
            time.sleep(_BREATH_S)

    def _send(self) -> None:
        host, port = self._socket.getsockname()
        server = f"{self._server[0]}:{self._server[1]}"
        self.sent += 1
        digest = (
            f'Authorization: Digest username="1001",realm="hotline",nonce="{self._nonce}",uri="sip:{server}",'
            f'response="{self.sent:032x}",algorithm=MD5,qop=auth,nc=00000001,cnonce="abc"\r\n'
        )
        request = (
            f"REGISTER sip:{server} SIP/2.0\r\nMax-Forwards: 70\r\n"
            f"Via: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bKg{port}{self.sent}\r\n"
            f"From: <sip:1001@{server}>;tag=g{self.sent}\r\nTo: <sip:1001@{server}>\r\n"
            f"Call-ID: g{port}-{self.sent}\r\nCSeq: 1 REGISTER\r\nContact: <sip:1001@{host}:{port}>\r\nExpires: 60\r\n"
            f"{digest if self._nonce else ''}Content-Length: 0\r\n\r\n"
        )
        with suppress(BlockingIOError):
            self._socket.sendto(request.encode(), self._server)

    def _read(self) -> None:
        with suppress(BlockingIOError):
            while True:
                answer = self._socket.recv(4096)
                self.answers[answer[8:11].decode()] += 1
                if not self._nonce and b'nonce="' in answer:
                    self._nonce = answer.split(b'nonce="')[1].split(b'"')[0].decode()


def main() -> None:
    address, host, port, rate, for_s = sys.argv[1:]
    guesser = Guesser(address, (host, int(port)))
    guesser.guess(float(rate), float(for_s))
    print(json.dumps({"sent": guesser.sent, "answers": guesser.answers}))


if __name__ == "__main__":
    main()

"""Which addresses may be Asterisk's: all others are strangers to the FastAGI port and get few of its places."""

import socket
import time
from ipaddress import ip_address

AGAIN_S = 10.0


class Peers:
    """`host` is Asterisk's (HOTLINE_AMI_HOST); loopback counts too. A name is resolved at most
    every AGAIN_S seconds.
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._addresses: frozenset[str] = frozenset()
        self._looked_at = float("-inf")

    def knows(self, address: str) -> bool:
        if _is_loopback(address) or address in self._addresses:
            return True
        if time.monotonic() - self._looked_at >= AGAIN_S:
            self._looked_at = time.monotonic()
            self._addresses = _addresses(self._host)
        return address in self._addresses


def _addresses(host: str) -> frozenset[str]:
    try:
        return frozenset(str(way[4][0]) for way in socket.getaddrinfo(host, None))
    except OSError:
        return frozenset()


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

"""The address that a request comes from, also behind proxies.

Anybody can write a forwarding header, so it is used only if a trusted proxy (HOTLINE_TRUSTED_PROXIES) has sent it, and
only up to the first address from the right that is not a trusted proxy. If X-Forwarded-For and Forwarded disagree,
neither is used, because a proxy that writes one passes on the other.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

Network = IPv4Network | IPv6Network
_PORT = re.compile(r"^(?:\[(?P<six>[^\]]+)\](?::\d+)?|(?P<four>[\d.]+)(?::\d+)?)$")


def remote_of(request: web.Request, trusted: Sequence[Network]) -> str:
    """The client's address; "" if it has none (a Unix socket)."""
    return origin(
        request.remote or "",
        request.headers.getall("X-Forwarded-For", []),
        request.headers.getall("Forwarded", []),
        trusted,
    )


def is_this_machine(request: web.Request, address: str) -> bool:
    """Whether a request was made on this machine, and not forwarded by an unknown proxy on it."""
    parsed = _parse(address)
    passed_on = address == request.remote and any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))
    return parsed is not None and parsed.is_loopback and not passed_on


def origin(peer: str, x_forwarded: Iterable[str], forwarded: Iterable[str], trusted: Sequence[Network]) -> str:
    """The address behind trusted proxies; `peer` itself if it is not a trusted proxy."""
    if not is_trusted(peer, trusted):
        return peer
    said = [_walk(peer, hops, trusted) for hops in (_x_hops(x_forwarded), _hops(forwarded)) if hops]
    return said[0] if said and len(set(said)) == 1 else peer


def origin_group(address: str) -> str:
    """The unit for limits: an IPv4 address, or an IPv6 network of 64 bits, which is one household's."""
    parsed = _parse(address)
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address


def _walk(peer: str, hops: Sequence[str], trusted: Sequence[Network]) -> str:
    last = peer
    for hop in reversed(hops):
        parsed = _parse(hop)
        if parsed is None:
            break
        last = str(parsed)
        if not is_trusted(last, trusted):
            break
    return last


def _x_hops(values: Iterable[str]) -> list[str]:
    return [hop.strip() for value in values for hop in value.split(",")]


def _hops(values: Iterable[str]) -> list[str]:
    """The `for` of each element of Forwarded (RFC 7239)."""
    elements = [element for value in values for element in value.split(",")]
    found = [re.search(r'(?:^|;)\s*for="?([^";]*)"?', element, re.IGNORECASE) for element in elements]
    return [match[1].strip() if match else "unknown" for match in found]


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    match = _PORT.match(text)
    try:
        parsed = ip_address((match["six"] or match["four"]) if match else text)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in trusted)

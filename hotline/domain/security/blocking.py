"""Which addresses Asterisk must block, and until when. The time is passed in.

Never blocked are a trunk's addresses, this machine's own, and addresses from which a telephone is registered: over UDP
an address can be forged, and many telephones of an office may share one. Guessing from these only raises an alarm. A
block ends by itself; there are at most MAX_BLOCKS.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from hotline.settings.trunks import Trunk

MAX_BLOCKS = 500
THIS_MACHINE = ("127.0.0.1", "::1")


class Blocks:
    """The blocked addresses. `spared` are networks that are never blocked."""

    def __init__(self, spared: Iterable[str], last: timedelta) -> None:
        self._spared = [ip_network(network) for network in (*spared, *THIS_MACHINE)]
        self._last = last
        self._until: dict[str, datetime] = {}

    def add(self, address: str, registered: Collection[str], now: datetime) -> bool:
        """Block an address that guesses; returns whether it is blocked now. `registered` are
        addresses of telephones.
        """
        full = len(self._until) >= MAX_BLOCKS
        if not self._last or full or address in registered or self._is_spared(address):
            return False
        self._until[address] = now + self._last
        return True

    def lapse(self, now: datetime) -> bool:
        """Remove the blocks that are over; returns whether there were any."""
        over = [address for address, until in self._until.items() if until <= now]
        for address in over:
            del self._until[address]
        return bool(over)

    @property
    def now(self) -> list[str]:
        return sorted(self._until)

    def _is_spared(self, address: str) -> bool:
        try:
            one = ip_address(address)
        except ValueError:
            return True  # Asterisk could not be given such an address
        return any(one.version == network.version and one in network for network in self._spared)


def trunk_networks(trunks: Iterable[Trunk]) -> list[str]:
    """The networks of the trunks: the sources of citizens' calls, and the destinations of our own
    if given by address.
    """
    networks: list[str] = []
    for trunk in trunks:
        networks += trunk.match
        host = trunk.contact.removeprefix("sip:").rpartition("@")[2].partition(";")[0]
        host = host.removeprefix("[").partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        if _network(host) is not None and not any(_covers(network, host) for network in trunk.match):
            networks.append(host)
    return networks


def _covers(network: str, host: str) -> bool:
    wide, one = ip_network(network), ip_network(host)
    return wide.version == one.version and one.network_address in wide


def _network(host: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(host)
    except ValueError:
        return None

"""Where a request comes from: only a trusted proxy is believed, and only as far as it can know."""

from ipaddress import ip_network

import pytest

from agent_api.protocol.remote import origin, origin_group

TRUSTED = [ip_network("10.0.0.0/24"), ip_network("::1/128")]


@pytest.mark.parametrize(
    ("peer", "x_forwarded", "forwarded", "expected"),
    [
        ("203.0.113.9", ["198.51.100.1"], [], "203.0.113.9"),  # anybody may write a header
        ("10.0.0.1", [], [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], [], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6, 198.51.100.1"], [], "198.51.100.1"),  # what stands left of it, the asker wrote
        ("10.0.0.1", ["6.6.6.6", "198.51.100.1, 10.0.0.7"], [], "198.51.100.1"),
        ("10.0.0.1", ["rubbish"], [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1:4711"], [], "198.51.100.1"),
        ("10.0.0.1", ["[2001:db8::1]:4711"], [], "2001:db8::1"),
        ("10.0.0.1", ["::ffff:198.51.100.1"], [], "198.51.100.1"),
        ("10.0.0.1", [], ['for=6.6.6.6, proto=https;For="[2001:db8::1]:47"'], "2001:db8::1"),
        ("10.0.0.1", [], ["for=198.51.100.1;proto=https"], "198.51.100.1"),
        ("10.0.0.1", [], ["for=unknown"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], ["for=6.6.6.6"], "10.0.0.1"),  # a proxy writes one and passes on the other
        ("::1", ["198.51.100.1"], [], "198.51.100.1"),
        ("", ["198.51.100.1"], [], ""),
    ],
)
def test_the_address_behind_the_proxies(peer: str, x_forwarded: list[str], forwarded: list[str], expected: str) -> None:
    assert origin(peer, x_forwarded, forwarded, TRUSTED) == expected


def test_an_ipv6_household_is_one() -> None:
    assert origin_group("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"
    assert origin_group("203.0.113.9") == "203.0.113.9"
    assert origin_group("") == ""

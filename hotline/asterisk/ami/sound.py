"""The number of RTP packets that Asterisk has received from channels. Many are queried at once, because a request costs
more than its content, and every conversation is checked every two seconds.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from hotline.asterisk.ami.messages import ActionFields, AmiResponse

AT_ONCE = 12
"""A line of AMI has at most 1,024 bytes."""

_CHANNEL = re.compile(r"[0-9A-Za-z._-]{1,40}", re.ASCII)


def askable(channels: Sequence[str]) -> Iterator[Sequence[str]]:
    """The channels, grouped by what fits into one request."""
    rest = iter([channel for channel in channels if _CHANNEL.fullmatch(channel)])
    while some := tuple(islice(rest, AT_ONCE)):
        yield some


def count_packets(channels: Sequence[str]) -> ActionFields:
    """Query these channels by their uniqueids (classes call and system)."""
    counts = (f"${{IMPORT({channel},CHANNEL(rtcp,rxcount))}}" for channel in channels)
    return {"Action": "Getvar", "Variable": f"EVAL({'/'.join(counts)})"}


def packets_of(channels: Sequence[str], answer: AmiResponse) -> dict[str, int]:
    """Packets by channel, without channels that have hung up or have no RTP."""
    counts = zip(channels, answer.headers.get("Value", "").split("/"), strict=False)
    return {channel: int(count) for channel, count in counts if count.isascii() and count.isdigit()}

"""The number of RTP packets that Asterisk has received from a channel.

Each channel is queried by itself. IMPORT() in one query for many would lock a channel while CHANNEL(rtcp) waits for
that channel's PJSIP thread; if that thread waits for the list of channels, which another IMPORT() holds while it waits
for the same channel, Asterisk stands still for ever. A Getvar with the channel's name takes no lock.
"""

from hotline.asterisk.ami.actions import get_variable
from hotline.asterisk.ami.messages import ActionFields, AmiResponse


def count_packets(channel: str) -> ActionFields:
    """Query a channel by its uniqueid (class call)."""
    return get_variable(channel, "CHANNEL(rtcp,rxcount)")


def packets_of(answer: AmiResponse) -> int | None:
    """Packets so far; None for a channel without RTP."""
    count = answer.headers.get("Value", "")
    return int(count) if count.isascii() and count.isdigit() else None

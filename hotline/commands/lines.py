"""How many calls of our own the trunk may take: one count for offers, for agents who accept and for what is sent."""

from datetime import datetime

from sqlalchemy import Connection

from hotline.domain.callbacks.carrier import callbacks_allowed
from hotline.domain.callbacks.fairness import lines_left
from hotline.settings.trunks import Trunk
from hotline.store.callbacks import carrier
from hotline.store.calls import placed


def lines(connection: Connection, trunk: Trunk, *, planned: bool = False) -> int:
    """Lines of the trunk that are free for our own calls; `planned`: beside those that wait to be sent."""
    theirs, ours = placed.lines_in_use(connection, trunk.name, planned=planned)
    return lines_left(channels=trunk.channels, reserve_inbound=trunk.reserve_inbound, theirs=theirs, ours=ours)


def more_callbacks(connection: Connection, trunk: Trunk, now: datetime) -> int:
    """How many callbacks more may be offered or accepted."""
    return carrier_takes(connection, trunk, now, at_most=lines(connection, trunk, planned=True))


def carrier_takes(connection: Connection, trunk: Trunk, now: datetime, *, at_most: int = 1, planned: int = 0) -> int:
    """How many callbacks more the carrier may be asked for. `planned`: so many of those under way wait to be sent, and
    are what is asked about."""
    refusals = carrier.refusals(connection, trunk.name)
    under_way = carrier.callbacks_under_way(connection) - planned
    return callbacks_allowed(refusals, lines=at_most, under_way=under_way, now=now)

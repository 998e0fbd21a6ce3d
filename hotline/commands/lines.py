"""How many calls we may place through the trunk: one count for offers, for acceptance by agents and for dialling."""

from datetime import datetime

from sqlalchemy import Connection

from hotline.domain.callbacks.carrier import callbacks_allowed
from hotline.domain.callbacks.fairness import lines_left
from hotline.settings.trunks import Trunk
from hotline.store.callbacks import carrier
from hotline.store.calls import placed


def lines(connection: Connection, trunk: Trunk, *, planned: bool = False) -> int:
    """Lines of the trunk that are free for calls of ours; `planned`: also subtract calls that wait to be dialled."""
    theirs, ours = placed.lines_in_use(connection, trunk.name, planned=planned)
    return lines_left(channels=trunk.channels, reserve_inbound=trunk.reserve_inbound, theirs=theirs, ours=ours)


def more_callbacks(connection: Connection, trunk: Trunk, now: datetime) -> int:
    """How many more callbacks may be offered or accepted."""
    return carrier_takes(connection, trunk, now, at_most=lines(connection, trunk, planned=True))


def carrier_takes(connection: Connection, trunk: Trunk, now: datetime, *, at_most: int = 1, planned: int = 0) -> int:
    """How many more callbacks the carrier may be asked to connect (retry limits after refusals). `planned`: how many of
    those under way are not dialled yet; these are the ones in question."""
    refusals = carrier.refusals(connection, trunk.name)
    under_way = carrier.callbacks_under_way(connection) - planned
    return callbacks_allowed(refusals, lines=at_most, under_way=under_way, now=now)

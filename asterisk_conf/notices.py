"""A notice as the dialplan needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """`queues` [] is all; it holds from `since` to before `until`, in seconds since the epoch. `sound` is a file,
    without its suffix."""

    id: int
    queues: Sequence[str]
    since: int
    until: int
    counts: bool
    sound: Path

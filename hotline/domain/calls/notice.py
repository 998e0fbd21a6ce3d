"""A caller who says by a key that a notice is why they ring: the notice has answered them."""

from hotline.domain.facts.stays import Channel
from hotline.names.marks import Mark


def notice_of(citizen: Channel) -> int | None:
    mark = citizen.mark(Mark.NOTICED)
    value = mark.data.get("value", "") if mark else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None

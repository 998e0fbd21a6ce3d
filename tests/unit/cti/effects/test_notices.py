"""The ticket of a caller who was answered by a notice."""

from sqlalchemy import insert, update

from hotline.names.marks import Mark
from hotline.store.tables import callbacks, notices, tickets
from tests.parts.cti.desk import Desk, step
from tests.parts.facts.stories import arrived, at, ends, mark

NOTICED = (arrived(), mark(8, Mark.NOTICED, "1"), ends(13))


def post(desk: Desk) -> None:
    written = {"created_at": at(0), "created_by": "boss", "changed_at": at(0), "changed_by": "boss"}
    values = {"title": "停水", "text": "停水", "queues": [], "from_at": at(0), "until_at": at(99), "counts": True}
    desk.connection.execute(insert(notices).values(**values, **written))


def test_it_is_closed_with_the_title_and_nothing_is_owed(desk: Desk) -> None:
    post(desk)
    desk.file(step(*NOTICED))
    (ticket,) = desk.rows(tickets)
    assert (ticket["status"], ticket["subject"]) == ("closed", "停水")
    assert desk.rows(callbacks) == []


def test_what_somebody_wrote_stays_when_the_call_is_filed_again(desk: Desk) -> None:
    post(desk)
    desk.file(step(*NOTICED))
    desk.connection.execute(update(tickets).values(subject="漏水", status="open"))
    desk.file(step(*NOTICED))
    (ticket,) = desk.rows(tickets)
    assert (ticket["status"], ticket["subject"]) == ("open", "漏水")

"""What supervisors are told of their supervisions; the end of a call ends all of them."""

import pytest
from sqlalchemy import insert

from cti.effects.effect import each
from cti.effects.supervisions import tell_supervisions
from hotline.domain.facts.facts import Fact, FactKind
from hotline.store.tables import supervisions
from tests.parts.cti.desk import Desk, step
from tests.parts.facts.stories import CITIZEN, at, ends
from tests.parts.facts.transfers import TALKING

BOSS = "node1-1763686820.s7"
BORN = Fact(kind=FactKind.SUPERVISES, channel=BOSS, at=at(20), call=CITIZEN)
JOINED = Fact(kind=FactKind.MARK, channel=BOSS, peer="supervises.1", at=at(22), call=CITIZEN, data={"value": "whisper"})


@pytest.fixture
def intended(desk: Desk) -> Desk:
    desk.file(step(*TALKING))
    row: dict[str, object] = {
        "id": BOSS,
        "call": CITIZEN,
        "agent": "wang",
        "channel": "a",
        "supervisor": "boss",
        "extension": "1009",
    }
    row |= {"shown": "1001", "mode": "listen", "wanted": "listen", "modes": [], "state": "ringing"}
    desk.connection.execute(insert(supervisions).values(**row, created_at=at(20), sent_at=at(20)))
    return desk


def told(desk: Desk, *facts: Fact) -> list[tuple[object, ...]]:
    filing = desk.filing(step(*TALKING, *facts, after=step(*TALKING)))
    return [
        (event.agent, *(event.payload[name] for name in ("state", "mode", "reason")))
        for event in desk.events(filing, each(tell_supervisions))
    ]


def test_joined_in_a_mode_and_over(intended: Desk) -> None:
    assert told(intended, BORN) == []
    assert told(intended, BORN, JOINED) == [("boss", "joined", "whisper", "")]
    assert told(intended, BORN, JOINED) == [], "nothing has changed since"
    assert told(intended, BORN, JOINED, ends(40, BOSS)) == [("boss", "ended", "whisper", "")]
    (row,) = intended.rows(supervisions)
    assert (row["joined_at"], row["ended_at"]) == (at(22), at(40))


def test_the_end_of_the_call_ends_one_that_never_rang(intended: Desk) -> None:
    assert told(intended, ends(30), ends(30, "a")) == [("boss", "ended", "listen", "call_over")]


def test_a_telephone_that_declines(intended: Desk) -> None:
    assert told(intended, BORN, ends(23, BOSS, cause="21")) == [("boss", "ended", "listen", "declined")]

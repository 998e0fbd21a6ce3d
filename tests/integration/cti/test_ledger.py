"""Two witnesses, one ledger: recorded stories on real databases, with a service that is deaf, dies, or doubts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from cti.effects.change import Change
from cti.intake.ledger import Ledger, Page
from cti.intake.resync import UnverifiedSnapshot, lost_channels, open_channels
from hotline.asterisk.ami.snapshot import Snapshot
from hotline.asterisk.journal.line import parse
from hotline.asterisk.journal.translate import fact_of
from hotline.domain.calls.call import Direction
from hotline.domain.calls.table import CallTable
from hotline.domain.facts.facts import Fact, FactKind
from hotline.names.marks import Mark
from hotline.runtime.database import Database
from hotline.settings.hotline import parse_hotline
from hotline.store.engine import reading, writing
from hotline.store.reports import accounting
from hotline.store.tables import call_facts, calls, tickets
from tests.parts.ami.stories import FOLDER, NUMBERS, STORIES, by_ami, by_journal, told
from tests.parts.facts.stories import answered_by, arrived, mark, queued

HOTLINE = parse_hotline(
    {
        "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
        "queues": [{"name": "hotline", "numbers": ["12345"]}],
    }
)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


class Life:
    """One life of the service: it knows nothing but what SQL has."""

    def __init__(self, engine: Engine, now: datetime = LATER) -> None:
        self.database = Database(engine)
        self.changes: list[Change] = []
        self.ledger = Ledger(
            hotline=HOTLINE,
            database=self.database,
            table=CallTable(),
            clock=lambda: now,
            filed=self.changes.extend,
        )

    async def hears(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            await self.ledger.take([fact])

    async def reads(self, story: str, lines: slice = slice(None)) -> None:
        await self.ledger.take_page(page(story, lines))


@pytest.fixture
async def life(engine: Engine) -> Life:
    life = Life(engine)
    await life.ledger.load()
    return life


def page(story: str, lines: slice = slice(None)) -> Page:
    text = (FOLDER / f"{story}.cel.csv").read_text(encoding="utf-8").splitlines()[lines]
    seen = [line for line in map(parse, text) if line is not None]
    facts = [(fact, line["linkedid"]) for line in seen if (fact := fact_of(line, NUMBERS)) is not None]
    return Page(
        node="node1",
        facts=[fact for fact, _ in facts],
        call_ids={linkedid for _, linkedid in facts},
        arrivals={fact.channel: fact.at for fact, _ in facts if fact.kind is FactKind.ARRIVED},
        position=f"1:{len(text)}:0",
    )


def in_sql(engine: Engine) -> list[tuple[str, str | None, str | None]]:
    with reading(engine) as connection:
        rows = connection.execute(select(calls).order_by(calls.c.started_at, calls.c.id))
        return [(row.state, row.outcome, row.missed_in) for row in rows]


def as_told(facts: Sequence[Fact]) -> list[tuple[str, str | None, str | None]]:
    return [
        (
            call.state.value,
            call.outcome.value if call.outcome else None,
            call.missed_in.value if call.missed_in else None,
        )
        for call in told(facts)
    ]


@pytest.mark.parametrize("story", STORIES)
async def test_a_service_that_was_deaf_the_whole_time_reads_the_story_in_the_journal(
    engine: Engine, life: Life, story: str
) -> None:
    await life.reads(story)
    assert in_sql(engine) == as_told(by_journal(story))
    with reading(engine) as connection:
        numbers = list(connection.execute(select(tickets.c.call)).scalars())
    with_tickets = {Direction.INBOUND, Direction.OUTBOUND}  # a callback's calls are told on the missed call's ticket
    assert sorted(numbers) == sorted(call.id for call in told(by_journal(story)) if call.direction in with_tickets)


@pytest.mark.parametrize("story", STORIES)
async def test_a_service_that_died_in_the_middle_goes_on_where_sql_left_off(engine: Engine, story: str) -> None:
    facts = by_ami(story)
    half = len((FOLDER / f"{story}.cel.csv").read_text(encoding="utf-8").splitlines()) // 2
    first = Life(engine)
    await first.hears(facts[: len(facts) // 2])
    await first.reads(story, slice(half))
    second = Life(engine)
    await second.ledger.load()
    await second.hears(facts[len(facts) // 2 :])
    await second.reads(story, slice(half, None))
    assert in_sql(engine) == as_told(facts)


@pytest.mark.parametrize("story", STORIES)
async def test_each_line_on_a_page_of_its_own_by_lives_that_all_die_gives_the_same(engine: Engine, story: str) -> None:
    count = len((FOLDER / f"{story}.cel.csv").read_text(encoding="utf-8").splitlines())
    for number in range(count):
        await Life(engine).reads(story, slice(number, number + 1))
    assert in_sql(engine) == as_told(by_journal(story))


async def test_what_both_witnesses_saw_is_filed_once(engine: Engine, life: Life) -> None:
    story = "answered_and_the_citizen_hangs_up"
    await life.hears(by_ami(story))
    filed = len(life.changes)
    await life.reads(story)
    assert len(life.changes) == filed
    assert life.ledger.corrections == 0
    with reading(engine) as connection:
        counted = accounting.account(connection, datetime(2026, 1, 1, tzinfo=UTC), LATER, LATER, 0)
    assert (counted.offered, counted.journal, counted.balanced) == (1, 1, True)


async def test_an_end_that_ami_missed_comes_from_the_journal_and_is_counted(engine: Engine, life: Life) -> None:
    story = "answered_and_the_citizen_hangs_up"
    await life.hears(fact for fact in by_ami(story) if fact.kind is not FactKind.ENDED)
    assert in_sql(engine) == [("talking", None, None)]
    await life.reads(story)
    assert in_sql(engine) == [("ended", "answered", None)]
    assert life.ledger.corrections == 1


def picture(at: datetime) -> Snapshot:
    return Snapshot(at=at, started="", channels={}, waiting=(), members=(), reachable=frozenset())


async def test_a_call_that_vanished_with_asterisk_is_down_and_one_that_nobody_saw_end_is_unknown(
    engine: Engine, life: Life
) -> None:
    waiting = [fact for fact in by_ami("hung_up_while_a_phone_rang") if fact.kind is not FactKind.ENDED]
    await life.hears(waiting)
    gone_at = max(fact.at for fact in waiting) + timedelta(seconds=9)
    unverified = UnverifiedSnapshot(snapshot=picture(gone_at), died_at=None)
    await life.ledger.take(lost_channels(life.ledger.table, unverified), corrects=True)
    assert in_sql(engine) == [("ended", "unknown", None)]
    await life.reads("hung_up_while_a_phone_rang")
    assert in_sql(engine) == [("ended", "missed", "ringing")]


async def test_asterisk_died_under_a_waiting_citizen(engine: Engine, life: Life) -> None:
    waiting = [fact for fact in by_ami("hung_up_while_a_phone_rang") if fact.kind is not FactKind.ENDED]
    await life.hears(waiting)
    died_at = max(fact.at for fact in waiting) + timedelta(seconds=1)
    unverified = UnverifiedSnapshot(snapshot=picture(died_at + timedelta(seconds=5)), died_at=died_at)
    await life.ledger.take(lost_channels(life.ledger.table, unverified), corrects=True)
    assert in_sql(engine) == [("ended", "missed", "down")]
    with reading(engine) as connection:
        assert connection.execute(select(calls.c.ended_at)).scalar_one() == died_at


async def test_who_talked_after_we_had_gone_deaf_was_answered_although_asterisk_died_then(
    engine: Engine, life: Life
) -> None:
    talk = [fact for fact in by_journal("answered_and_the_agent_hangs_up") if fact.kind is not FactKind.ENDED]
    talk = [fact for fact in talk if fact.kind is not FactKind.LEFT]
    await life.hears(talk)
    went_deaf_at = min(fact.at for fact in talk)
    unverified = UnverifiedSnapshot(
        snapshot=picture(max(fact.at for fact in talk) + timedelta(seconds=5)), died_at=went_deaf_at
    )
    await life.ledger.take(lost_channels(life.ledger.table, unverified), corrects=True)
    assert in_sql(engine) == [("ended", "answered", None)]


async def test_a_clock_that_was_set_back_hides_no_dead_call(engine: Engine, life: Life) -> None:
    waiting = [fact for fact in by_ami("hung_up_while_a_phone_rang") if fact.kind is not FactKind.ENDED]
    await life.hears(waiting)
    an_hour_ago = min(fact.at for fact in waiting) - timedelta(hours=1)
    unverified = UnverifiedSnapshot(
        snapshot=picture(an_hour_ago), died_at=an_hour_ago, known=open_channels(life.ledger.table)
    )
    await life.ledger.take(lost_channels(life.ledger.table, unverified), corrects=True)
    assert in_sql(engine) == [("ended", "missed", "down")]


async def test_a_call_that_came_after_the_picture_is_not_doubted(life: Life) -> None:
    waiting = by_ami("hung_up_while_a_phone_rang")[:3]
    await life.hears(waiting)
    before = min(fact.at for fact in waiting) - timedelta(seconds=1)
    assert list(lost_channels(life.ledger.table, UnverifiedSnapshot(snapshot=picture(before), died_at=None))) == []


async def test_a_record_whose_facts_are_not_kept_any_more_is_final(engine: Engine, life: Life) -> None:
    story = "answered_and_the_citizen_hangs_up"
    await life.hears(by_ami(story))
    with writing(engine) as connection:
        connection.execute(call_facts.delete())
    await Life(engine).reads(story, slice(3, 6))
    assert in_sql(engine) == [("ended", "answered", None)]


async def test_an_answer_to_the_survey_that_changes_nothing_else_is_filed(engine: Engine, life: Life) -> None:
    """The call was over when the question began, so its answer is all that is new."""
    talk = [arrived(), queued(3), *answered_by("1001", "a", 4, 9, 60), mark(61, Mark.SURVEY)]
    await life.hears(talk)
    await life.hears([mark(70, Mark.SURVEY_ANSWER, "satisfied")])
    with reading(engine) as connection:
        assert list(connection.execute(select(calls.c.survey_answer)).scalars()) == ["satisfied"]

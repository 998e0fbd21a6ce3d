"""Two hundred citizens of mixed fate at five a second: not one of them is lost, doubled or told wrongly."""

import re
from collections import Counter
from datetime import UTC, datetime

from ops.phones.agent import NEVER_PICKS_UP, Behaviour
from ops.phones.citizen import Dialling, Fate
from tests.parts.api import Document
from tests.parts.lines import number_of
from tests.parts.people import People
from tests.parts.wait import until

PATIENT = Fate(stays_s=30)  # the agent hangs up long before

# Five seconds of citizens, over and over: whom they ring, how long they stay, and what becomes of them.
ANSWERED = ("mixed", PATIENT, "answered")
IN_THE_GREETING = ("greeted", Fate(stays_s=1), "greeting")
NOBODY_THERE = ("abandoned", Fate(stays_s=2), "empty")
IN_THE_QUEUE = ("busy", Fate(stays_s=3), "queue")
TOO_LONG = ("hasty", Fate(stays_s=5), "timeout")
ON_A_RINGING_PHONE = ("hotline", Fate(stays_s=3), "ringing")
CYCLE = (
    *(ON_A_RINGING_PHONE, ANSWERED, ANSWERED, IN_THE_GREETING, ANSWERED),
    *(ANSWERED, IN_THE_QUEUE, ANSWERED, NOBODY_THERE, ANSWERED),
    *(ANSWERED, TOO_LONG, ANSWERED, IN_THE_GREETING, ANSWERED),
    *(ANSWERED, NOBODY_THERE, ANSWERED, IN_THE_QUEUE, ANSWERED),
    *(ANSWERED, TOO_LONG, ANSWERED, IN_THE_GREETING, ANSWERED),
)
# Two who talk from beginning to end, so that others wait behind them.
TALKERS = (("busy", Fate(), "answered"), ("hasty", Fate(), "answered"))


def test_each_of_two_hundred_calls_is_one_call_with_its_outcome_and_one_ticket(people: People) -> None:
    crew, phones = people.crew("mixed", 7, Behaviour(after_s=0.2, talks_s=1))
    people.agent("hotline", behaviour=NEVER_PICKS_UP)
    talking = [people.agent(line) for line, _, _ in TALKERS]
    began = datetime.now(UTC).isoformat()
    plan = {people.new_number(): story for story in (*TALKERS, *(CYCLE * 8)[:198])}
    diallings = [Dialling(caller=caller, dials=number_of(line), fate=fate) for caller, (line, fate, _) in plan.items()]
    talkers = people.citizens(diallings[:2])
    for agent, dialling in zip(talking, diallings, strict=False):
        agent.until_talking(dialling.caller)
    people.citizens(diallings[2:], rate=5).wait(120)
    talkers.hang_up_all()
    until(lambda: not people.admin.all("/calls", state="live"), "the end of all calls", 20)

    calls = people.admin.all("/calls", from_=began, direction="inbound")
    assert len(calls) == 200
    by_caller = {call["caller"]: call for call in calls}
    assert by_caller.keys() == plan.keys()
    wrong = [
        (told_of(by_caller[caller]), expected, by_caller[caller])
        for caller, (_, _, expected) in plan.items()
        if told_of(by_caller[caller]) != expected
    ]
    assert not wrong
    _check_agents(by_caller, {call.caller: crew[call.called] for call in phones.calls if call.talking_at_s})
    _check_tickets(people, calls)
    _check_accounting(people, began, plan)
    until(lambda: _is_idle(people.admin.get("/wall")), "an idle wall")


def told_of(call: Document) -> str:
    return str(call["missed_in"] or call["outcome"])


def _check_agents(by_caller: dict[str, Document], talked: dict[str, str]) -> None:
    """The call names the agent whose telephone talked."""
    assert {caller: by_caller[caller]["agent"] for caller in talked} == talked


def _check_tickets(people: People, calls: list[Document]) -> None:
    """One for each call, and the day's numbers have no gap."""
    assert len({call["ticket"] for call in calls}) == len(calls)
    days: dict[str, list[int]] = {}
    for ticket in people.admin.all("/tickets"):
        match = re.fullmatch(r"(\d{8})-(\d{5,})", ticket["number"])
        assert match, ticket["number"]
        days.setdefault(match[1], []).append(int(match[2]))
    for sequence in days.values():
        assert sorted(sequence) == list(range(1, len(sequence) + 1))


def _check_accounting(people: People, began: str, plan: dict[str, tuple[str, Fate, str]]) -> None:
    expected = Counter(outcome for _, _, outcome in plan.values())
    accounting = people.until_balanced(from_=began, to=datetime.now(UTC).isoformat())
    assert accounting["offered"] == accounting["tickets"] == 200
    assert (accounting["answered"], accounting["unknown"], accounting["live"]) == (expected.pop("answered"), 0, 0)
    assert {step: count for step, count in accounting["missed"].items() if count} == expected
    assert sum(accounting["missed_by_callback"].values()) == sum(expected.values())


def _is_idle(wall: Document) -> bool:
    return bool(wall["fresh"] and wall["waiting"] == 0 and wall["talking"] == 0)

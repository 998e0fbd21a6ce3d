"""The whole country's rate at one hotline, fifty calls a second for half a minute: every call is told truly."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from ops.phones.agent import Behaviour
from ops.phones.citizen import Dialling, Fate
from tests.parts.lines import number_of
from tests.parts.people import People
from tests.parts.wait import until

RATE, SECONDS = 50, 30


@pytest.mark.load
def test_fifty_calls_a_second_for_half_a_minute_are_all_accounted_for(people: People) -> None:
    _, phones = people.crew("flood", 40, Behaviour(after_s=0.1, talks_s=0.4))
    began = datetime.now(UTC).isoformat()
    callers = [f"1390{n:07d}" for n in range(RATE * SECONDS)]
    diallings = [Dialling(caller=caller, dials=number_of("flood"), fate=Fate(stays_s=3)) for caller in callers]
    citizens = people.citizens(diallings, rate=RATE)
    citizens.wait(SECONDS + 60)
    until(lambda: not people.admin.all("/calls", state="live"), "the end of all calls", 30)

    assert Counter(call.code for call in citizens.calls) == {200: len(callers)}
    calls = {call["caller"]: call for call in people.admin.all("/calls", from_=began, direction="inbound")}
    assert calls.keys() == set(callers)
    talked = {call.caller for call in phones.calls if call.talking_at_s}
    assert talked
    assert {caller for caller, call in calls.items() if call["outcome"] == "answered"} == talked
    assert len({call["ticket"] for call in calls.values()}) == len(callers)
    accounting = people.until_balanced(from_=began, to=datetime.now(UTC).isoformat())
    assert (accounting["offered"], accounting["answered"]) == (len(callers), len(talked))

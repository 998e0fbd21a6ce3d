"""The picture of Asterisk after a connect, and what it proves."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from hotline.asterisk.ami.snapshot import Snapshot, standing_facts, take_snapshot
from hotline.domain.facts.facts import Fact, FactKind, merge
from tests.parts.ami.events import AGENT, CITIZEN
from tests.parts.ami.fake_asterisk import Action, Session, connection_to, event, fake_asterisk, next_item

NOW = datetime(2026, 11, 21, 1, 0, 20, tzinfo=UTC)
STARTED = {"CoreStartupDate": "2026-11-20", "CoreStartupTime": "22:05:42"}

TALKING = {"BridgeId": "b1"}
CITIZENS_CHANNEL = {
    "Channel": "PJSIP/carrier-0000002a",
    "CallerIDNum": "13812345678",
    "CallerIDName": "<unknown>",
    "AccountCode": CITIZEN,
    "Context": "queue-hotline",
    "Exten": "s",
    "Uniqueid": CITIZEN,
    "Linkedid": CITIZEN,
    "Application": "Queue",
}
AGENTS_CHANNEL = {
    "Channel": "PJSIP/1001-0000002b",
    "CallerIDNum": "12345",
    "AccountCode": "",
    "Context": "from-agent",
    "Exten": "12345",
    "Uniqueid": AGENT,
    "Linkedid": CITIZEN,
    "Application": "AppQueue",
}
MEMBER = {"Queue": "hotline", "Name": "li", "Location": "PJSIP/1001", "Status": "2", "InCall": "1", "Paused": "0"}

Lists = dict[str, list[tuple[str, dict[str, str]]]]


async def picture(lists: Lists, *, holding: Collection[str] = ()) -> Snapshot:
    """The snapshot of an Asterisk that gives these lists."""

    def answer(session: Session, action: Action) -> None:
        name, mine = action["Action"], action["ActionID"]
        if name == "CoreStatus":
            session.answer(action, **STARTED)
        elif name == "Getvar":
            session.answer(action, Variable=action["Variable"], Value="1" if action["Channel"] in holding else "0")
        elif name == "PJSIPShowContacts" and name not in lists:
            session.answer(action, "Error", Message="No Contacts found\n")
        else:
            session.answer(action, EventList="start")
            for item, headers in lists.get(name, []):
                session.say(event(item, ActionID=mine, **headers))
            session.say(event(f"{name}Complete", ActionID=mine, EventList="Complete"))

    async with fake_asterisk() as fake, connection_to(fake) as connection:
        fake.on_action = answer
        await next_item(connection)
        return await take_snapshot(connection, lambda: NOW)


def by_key(facts: list[Fact]) -> dict[tuple[FactKind, str], Fact]:
    return {(fact.kind, fact.channel): fact for fact in facts}


async def test_an_asterisk_at_rest_gives_an_empty_picture() -> None:
    seen = await picture({})
    assert seen == Snapshot(
        at=NOW, started="2026-11-20 22:05:42", channels={}, waiting=(), members=(), reachable=frozenset()
    )
    assert standing_facts(seen) == []


async def test_a_conversation_is_seen_with_both_its_sides() -> None:
    seen = await picture(
        {
            "CoreShowChannels": [
                ("CoreShowChannel", CITIZENS_CHANNEL | TALKING),
                ("CoreShowChannel", AGENTS_CHANNEL | TALKING),
            ],
            "QueueStatus": [("QueueParams", {"Queue": "hotline"}), ("QueueMember", MEMBER)],
            "PJSIPShowContacts": [
                ("ContactList", {"Endpoint": "1001", "Status": "Reachable"}),
                ("ContactList", {"Endpoint": "1002", "Status": "Unreachable"}),
            ],
        }
    )
    assert set(seen.channels) == {CITIZEN, AGENT}
    assert seen.reachable == {"1001"}
    (member,) = seen.members
    assert (member.extension, member.username) == ("1001", "li")
    facts = standing_facts(seen)
    assert {(fact.kind, fact.channel, fact.peer) for fact in facts} == {
        (FactKind.ARRIVED, CITIZEN, ""),
        (FactKind.LEG, AGENT, ""),
        (FactKind.JOINED, CITIZEN, "b1"),
        (FactKind.JOINED, AGENT, "b1"),
    }
    arrived = by_key(facts)[FactKind.ARRIVED, CITIZEN]
    assert arrived.data["caller"] == "13812345678"
    assert arrived.call == CITIZEN


async def test_a_citizen_in_the_queue_is_seen_waiting() -> None:
    entry = {"Queue": "hotline", "Position": "2", "Uniqueid": CITIZEN, "Wait": "12"}
    seen = await picture({"QueueStatus": [("QueueParams", {"Queue": "hotline"}), ("QueueEntry", entry)]})
    assert [(citizen.channel, citizen.position) for citizen in seen.waiting] == [(CITIZEN, 2)]
    (fact,) = standing_facts(seen)
    assert (fact.kind, fact.peer, fact.data) == (FactKind.MARK, "waits", {"value": "hotline"})


async def test_a_witness_who_saw_the_arrival_is_believed_before_the_picture() -> None:
    seen = await picture({"CoreShowChannels": [("CoreShowChannel", CITIZENS_CHANNEL)]})
    from_picture = by_key(standing_facts(seen))[FactKind.ARRIVED, CITIZEN]
    # the uniqueid tells the second, and the arrival was within it
    witnessed = Fact(
        kind=FactKind.ARRIVED,
        channel=CITIZEN,
        at=datetime(2025, 11, 21, 1, 0, 0, 250_000, tzinfo=UTC),
        data={"called": "12345", "trunk": "carrier", "caller": "13812345678"},
    )
    both = merge(from_picture, witnessed)
    assert both.at == witnessed.at
    assert both.data.items() >= witnessed.data.items()


async def test_a_channel_that_we_made_ourselves_is_no_citizen() -> None:
    ours = CITIZENS_CHANNEL | {"Uniqueid": "out-7f3a", "AccountCode": "out-7f3a", "Linkedid": "out-7f3a"}
    seen = await picture({"CoreShowChannels": [("CoreShowChannel", ours)]})
    assert standing_facts(seen) == []


async def test_whoever_rings_from_an_agents_phone_is_left_to_the_journal() -> None:
    dialled = AGENTS_CHANNEL | {"AccountCode": AGENT, "Linkedid": AGENT, "Context": "hotline-outgoing"}
    seen = await picture({"CoreShowChannels": [("CoreShowChannel", dialled)]})
    assert standing_facts(seen) == []


async def test_an_agents_phone_is_asked_whether_it_holds() -> None:
    both = [("CoreShowChannel", channel | TALKING) for channel in (CITIZENS_CHANNEL, AGENTS_CHANNEL)]
    assert (await picture({"CoreShowChannels": both})).holding == frozenset()
    assert (await picture({"CoreShowChannels": both}, holding=[CITIZEN, AGENT])).holding == {AGENT}


async def test_our_clock_behind_asterisks_makes_no_call_older_than_it_is() -> None:
    seen = await picture({"CoreShowChannels": [("CoreShowChannel", CITIZENS_CHANNEL | {"BridgeId": "b1"})]})
    behind = replace(seen, at=datetime(2025, 11, 21, 0, 0, tzinfo=UTC))
    within = datetime(2025, 11, 21, 1, 0, tzinfo=UTC), datetime(2025, 11, 21, 1, 0, 1, tzinfo=UTC)
    assert all(within[0] <= fact.at <= within[1] for fact in standing_facts(behind))

"""AMI events as facts: what each tells of a call, and that nothing hostile gets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.asterisk.ami.messages import AmiEvent
from hotline.asterisk.ami.translate import FACT_EVENTS, facts_of
from hotline.domain.facts.channel import endpoint_of
from hotline.domain.facts.facts import Fact, FactKind
from tests.parts.ami.events import AGENT, AT, CITIZEN, agent_leg, ami, newchannel

NUMBERS = frozenset({"12345", "047712345"})


def only(event: AmiEvent) -> Fact:
    (fact,) = facts_of(event, NUMBERS)
    return fact


def test_a_citizen_arrives_over_a_trunk() -> None:
    assert only(newchannel()) == Fact(
        kind=FactKind.ARRIVED,
        channel=CITIZEN,
        at=AT,
        data={
            "name": "PJSIP/carrier-0000002a",
            "linkedid": CITIZEN,
            "trunk": "carrier",
            "caller": "13812345678",
            "caller_name": "李先生",
            "called": "12345",
        },
    )


def test_a_citizen_who_dialled_an_unknown_number_arrives_all_the_same() -> None:
    assert only(newchannel(Exten="99999")).kind is FactKind.ARRIVED


def test_a_caller_who_sends_no_number_has_none() -> None:
    fact = only(newchannel(CallerIDNum="<unknown>", CallerIDName="<unknown>"))
    assert (fact.data["caller"], fact.data["caller_name"]) == ("", "")


def test_an_agent_who_dials_the_hotline_arrives_as_a_citizen_would() -> None:
    fact = only(newchannel(Context="from-agent", Channel="PJSIP/1001-0000002a", CallerIDNum="1001"))
    assert fact.kind is FactKind.ARRIVED
    assert (fact.data["trunk"], fact.data["caller"]) == ("", "1001")


def test_an_agent_who_dials_a_colleague_is_no_citizen() -> None:
    assert facts_of(newchannel(Context="from-agent", Channel="PJSIP/1001-0000002a", Exten="1002"), NUMBERS) == []


def test_a_leg_that_we_dial_out_over_a_trunk_is_no_citizen() -> None:
    (fact,) = facts_of(newchannel(ChannelState="0", Exten="s", Linkedid="node1-1.1"), NUMBERS)
    assert (fact.kind, fact.data["trunk"], fact.data["linkedid"]) == (FactKind.PARTY, "carrier", "node1-1.1")
    assert facts_of(newchannel(ChannelState="0", Exten="s"), NUMBERS) == []


def test_a_queue_rings_an_agents_phone() -> None:
    assert only(agent_leg()) == Fact(
        kind=FactKind.LEG,
        channel=AGENT,
        at=AT,
        data={"name": "PJSIP/1001-0000002b", "extension": "1001", "linkedid": CITIZEN},
    )


@pytest.mark.parametrize("name", ["Local/1001@x-00000001;1", "CBAnn/conf-1;2", "PJSIP", ""])
def test_what_is_no_phone_is_no_leg(name: str) -> None:
    assert facts_of(agent_leg(Channel=name), NUMBERS) == []


@pytest.mark.parametrize(
    ("name", "endpoint"),
    [("PJSIP/1001-0000002a", "1001"), ("PJSIP/city-trunk-0000002a", "city-trunk"), ("Local/1001@x-1;1", "")],
)
def test_a_channels_name_tells_its_endpoint(name: str, endpoint: str) -> None:
    assert endpoint_of(name) == endpoint


def test_the_dialplan_marks_where_the_citizen_is() -> None:
    fact = only(
        ami("UserEvent", UserEvent="HotlineMark", Mark="queue", Value="hotline", Uniqueid=CITIZEN, AccountCode=CITIZEN)
    )
    assert (fact.kind, fact.peer, fact.data, fact.call) == (FactKind.MARK, "queue", {"value": "hotline"}, CITIZEN)


def test_other_peoples_user_events_are_none_of_ours() -> None:
    assert facts_of(ami("UserEvent", UserEvent="Other", Mark="queue", Uniqueid=CITIZEN), NUMBERS) == []


def test_entering_and_leaving_a_bridge() -> None:
    joined = only(ami("BridgeEnter", BridgeUniqueid="b1", Uniqueid=AGENT, AccountCode=""))
    left = only(ami("BridgeLeave", BridgeUniqueid="b1", Uniqueid=AGENT, AccountCode=""))
    assert (joined.kind, joined.peer, joined.call) == (FactKind.JOINED, "b1", "")
    assert (left.kind, left.peer) == (FactKind.LEFT, "b1")


def test_each_hold_is_one_of_its_own() -> None:
    holds = [only(ami("Hold", Uniqueid=AGENT, Timestamp=moment)) for moment in ("1.000001", "1.000002")]
    assert len({fact.key for fact in holds}) == 2
    assert only(ami("Unhold", Uniqueid=AGENT)).kind is FactKind.UNHOLD


def test_a_hangup_tells_the_cause() -> None:
    fact = only(ami("Hangup", Uniqueid=CITIZEN, AccountCode=CITIZEN, Cause="16"))
    assert (fact.kind, fact.data, fact.call) == (FactKind.ENDED, {"cause": "16"}, CITIZEN)


def test_events_that_say_nothing_of_calls_give_nothing() -> None:
    assert facts_of(ami("QueueMemberStatus", Queue="hotline"), NUMBERS) == []
    assert facts_of(ami("Hangup"), NUMBERS) == []  # of no channel


@given(
    name=st.sampled_from(sorted(FACT_EVENTS)),
    headers=st.dictionaries(
        st.sampled_from(["Context", "Exten", "CallerIDNum", "CallerIDName", "Channel", "Mark", "Value", "Cause"]),
        st.text(max_size=300),
    ),
)
def test_whatever_a_caller_sends_facts_stay_small_and_clean(name: str, headers: dict[str, str]) -> None:
    fixed = {"UserEvent": "HotlineMark", "ChannelState": "4", "Uniqueid": CITIZEN, "Linkedid": CITIZEN}
    for fact in facts_of(AmiEvent(name, {"Context": "from-trunk-carrier", **headers, **fixed}, AT), NUMBERS):
        for text in (fact.peer, *fact.data.values()):
            assert len(text) <= 200
            assert not any(ord(letter) < 32 or 0xD800 <= ord(letter) <= 0xDFFF for letter in text)

"""Callers whose number or name is meant to break something: they reach an agent like anybody, and nothing breaks."""

import pytest

from tests.parts.lines import number_of
from tests.parts.people import People
from tests.parts.wait import until

NAMES = {
    "quotes": b'"\\"; DROP TABLE calls; --" <sip:{number}@127.0.0.2>',
    "html": b'"<script>alert(1)</script>" <sip:{number}@127.0.0.2>',
    "expressions": b'"${SYSTEM(touch /tmp/owned)}$[1+1],&" <sip:{number}@127.0.0.2>',
    "long": b'"' + b"x" * 300 + b'" <sip:{number}@127.0.0.2>',
    "emoji": '"👩‍🚒 消防 李先生" <sip:{number}@127.0.0.2>'.encode(),
    "broken UTF-8": b'"\xff\xfe\xc3\x28 \xe6\xb0" <sip:{number}@127.0.0.2>',
    "GBK": '"内蒙古客户" <sip:{number}@127.0.0.2>'.encode("gbk"),
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_citizen_with_a_hostile_name_reaches_an_agent(people: People, name: bytes) -> None:
    agent, citizen = people.agent("hotline"), people.new_number()
    telephone = people.citizen(
        number_of("hotline"), caller=citizen, from_header=name.replace(b"{number}", citizen.encode())
    )
    agent.until_talking(citizen)
    telephone.hang_up()

    call = people.ended(citizen)
    assert (call["outcome"], call["caller"]) == ("answered", citizen)
    ended = agent.screen.wait_for("call.ended", lambda event: event["call"]["id"] == call["id"])
    assert ended["call"]["ticket"] == call["ticket"]
    for log in people.hotline.settings.paths.log.iterdir():
        assert citizen not in log.read_text(errors="replace"), f"{log.name} names the citizen"


NUMBERS = {
    "nobody": b'"Anonymous" <sip:anonymous@anonymous.invalid>',
    "no user": b"<sip:127.0.0.2>",
    "letters": b"<sip:o'brien%22%3b--@127.0.0.2>",
    "encoded line ends": b"<sip:138%0d%0aEvent%3a%20Hangup@127.0.0.2>",
    "encoded line ends in the name": b'"a%0d%0aAction: Logoff%0d%0a" <sip:13800000000@127.0.0.2>',
    "encoded zero byte": b"<sip:138%00138@127.0.0.2>",
    "expressions": b"<sip:$%7bEXTEN%7d@127.0.0.2>",
    "three hundred digits": b"<sip:" + b"7" * 300 + b"@127.0.0.2>",
    "emoji": b"<sip:%f0%9f%91%a9@127.0.0.2>",
    "broken UTF-8": b"<sip:%ff%fe@127.0.0.2>",
}


@pytest.mark.parametrize("header", NUMBERS.values(), ids=NUMBERS.keys())
def test_a_citizen_with_a_hostile_number_reaches_an_agent(people: People, header: bytes) -> None:
    agent = people.agent("hotline")
    telephone = people.citizen(number_of("hotline"), from_header=header)
    rung = until(lambda: agent.calls and agent.calls[0].is_talking and agent.calls[0], "the agent talks", 15)
    assert rung
    pop = agent.screen.wait_for("call.ringing")
    telephone.hang_up()

    def call() -> dict[str, object]:
        found: dict[str, object] = people.admin.get(f"/calls/{pop['call']['id']}")
        return found

    until(lambda: call()["state"] == "ended", "the end of the call")
    assert call()["outcome"] == "answered"
    assert people.admin.get(f"/tickets/{call()['ticket']}")["number"] == call()["ticket"]
    people.until_balanced()


def test_a_citizen_whose_number_is_an_agents_extension_reaches_an_agent(people: People) -> None:
    agent = people.agent("hotline")
    telephone = people.citizen(number_of("hotline"), caller=agent.extension)
    agent.until_talking(agent.extension)
    telephone.hang_up()

    assert people.ended(agent.extension)["outcome"] == "answered"

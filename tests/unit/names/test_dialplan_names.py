"""The dialplan as it is rendered, and the lists of names: neither has a name that the other has not."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from asterisk_conf.notices import NoticeLine
from asterisk_conf.render import NOTICES_FILE, notices_file, render
from hotline.names.contexts import Context, ContextFamily
from hotline.names.dialplan import CEL_EVENT, DatabaseFamily, Group, UserEvent, UserEventHeader
from hotline.names.marks import TRANSFER_MARK, IdLetter, Mark, TransferStep
from hotline.names.variables import SORRY_MS, Variable, Who
from tests.parts.conf import QUEUE, SECRETS, TRUNK, settings
from tests.parts.names.code import members_used
from tests.parts.names.dialplan import Names

ROOT = Path(__file__).parents[3]
TRUNKS = (TRUNK | {"origin_numbers": {"119": ["03982110119"]}}, {**TRUNK, "name": "police", "match": ["127.0.0.3"]})
QUEUES = (
    QUEUE,
    {"name": "health", "numbers": ["12320"], "overflow_to": "hotline", "no_answer": "keep"},
    {"name": "market", "numbers": ["12315"], "overflow_to": "hotline", "overflow_after_s": "0s"},
)
EVERYTHING: dict[str, Any] = {
    "centre": {"withheld_callers": "hide"},
    "trunks": [TRUNKS[0], TRUNKS[1] | {"origin": "110"}],
    "queues": list(QUEUES),
    "survey": {"enabled": True, "queues": ["hotline"]},
    "directory": [
        {"key": "water", "name": "水务", "numbers": ["96300", "04778330000"], "hours": ["08:00-12:00"]},
        {"key": "police", "name": "公安", "numbers": ["110"]},
    ],
}
NOTICE = NoticeLine(id=1, queues=(), since=0, until=1, counts=True, sound=Path("/notices/1"))
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "everything": EVERYTHING,
    "told before": EVERYTHING | {"recording": {"notice": "before"}},
    "no recording": EVERYTHING | {"recording": {"enabled": False}},
    "as shipped": tomllib.loads((ROOT / "hotline.toml").read_text(encoding="utf-8")),
    "a city": tomllib.loads((ROOT / "docs/examples/merged_hotlines.toml").read_text(encoding="utf-8")),
}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    """What all configurations together use."""
    found = Names()
    for document in CONFIGURATIONS.values():
        given = settings(tmp_path_factory.mktemp("conf"), document)
        found.add(render(given, (), SECRETS) | {NOTICES_FILE: notices_file(given.hotline, [NOTICE])})
    return found


def general(contexts: set[str]) -> set[str]:
    """The same contexts, with the family in place of those that there is one of for each trunk or queue."""
    owners = {
        owner["name"] for each in CONFIGURATIONS.values() for kind in ("trunks", "queues") for owner in each[kind]
    }
    families = {f"{family}{owner}": family.value for family in ContextFamily for owner in owners}
    return {families.get(context, context) for context in contexts}


def test_every_context_of_the_dialplan_is_listed_and_every_listed_one_is_there(names: Names) -> None:
    listed = {*Context, *ContextFamily}
    assert general(names.sections) - {"general", "globals"} == listed - {Context.NOWHERE}
    assert general(names.contexts) <= listed


def test_every_context_is_reached_from_another_one_or_by_a_role(names: Names) -> None:
    by_roles = {Context[member] for member in members_used("Context") if member in Context.__members__}
    assert {*Context, *ContextFamily} - general(names.contexts) - by_roles == set()


def test_every_variable_that_the_dialplan_sets_or_reads_is_listed_with_who_does(names: Names) -> None:
    assert names.assigned == {one.name for one in Variable if Who.DIALPLAN in one.set_by}
    assert names.read == {one.name for one in Variable if Who.DIALPLAN in one.read_by} | {SORRY_MS}


def test_every_variable_is_set_by_somebody_and_read_by_somebody() -> None:
    assert [one.name for one in Variable if not one.set_by or not one.read_by] == []


def test_every_mark_of_the_dialplan_is_listed_and_every_listed_one_is_made(names: Names) -> None:
    assert names.marks - {TRANSFER_MARK} == {mark.value for mark in Mark} - {Mark.WAITS.value}
    assert names.steps == set(TransferStep)


def test_every_letter_that_begins_an_id_is_listed(names: Names) -> None:
    assert names.letters == set(IdLetter)


def test_every_user_event_of_the_dialplan_is_listed(names: Names) -> None:
    assert {event for event, *_ in names.user_events} == set(UserEvent)
    assert {header for _, *headers in names.user_events for header in headers} == set(UserEventHeader)
    assert names.cel_events == {CEL_EVENT}


def test_every_group_and_every_family_of_the_database_is_listed(names: Names) -> None:
    assert names.groups == set(Group)
    assert names.database == {DatabaseFamily.DIALLED}


def test_no_way_of_writing_a_name_escapes_the_comparison() -> None:
    found = Names()
    dialplan = """
[hotline-x]
exten => s,1,Set(__A=${B:0:2})
 same => n,ExecIf($["${IMPORT(${C},D)}" = "${CUT(E,-,${F})}"]?Set(EXPORT(${C},__G)=1):Set(LOCAL(H)=2))
 same => n,Set(ARRAY(__I,J)=1,2)
 same => n,Set(T_ID=x${SHA1(1)})
 same => n,GotoIf($["${FILTER(0-9A-Za-z,${T_ID:0:1})}" != "y"]?1)
 same => n,Read(K,dial,1)
 same => n,Dial(PJSIP/x,${IF($[${FIELDQTY(L,-)}]?${FILTER(0-9,${M})})},F(hotline-y^s^1)U(hotline-z))
 same => n,Set(CHANNEL(after_bridge_goto)=hotline-w,s,1)
 same => n,Set(GROUP(many)=${GROUP_COUNT(one@all)})
 same => n,Set(DB(family/${N_${O}})=1)
 same => n,UserEvent(Told,Who: ${P},What: 1)
 same => n,Gosub(hotline-mark,s,1(step${IF($[1]?.1)},))
"""
    found.add({"extensions.conf": dialplan, "pjsip.conf": "[agent]\nset_var = Q=1\ncontext = from-x\n"})
    assert found.sections == {"hotline-x"}
    assert found.contexts == {"hotline-y", "hotline-z", "hotline-w", "hotline-mark", "from-x"}
    assert found.assigned == {*"AGHIJKQ", "T_ID"}
    assert found.read == {*"BCDEFLMOP", "N_", "T_ID"}
    assert (found.groups, found.database) == ({"many", "all"}, {"family"})
    assert (found.user_events, found.marks) == ({("Told", "Who", "What")}, {"step"})
    assert found.letters == {"x", "y"}

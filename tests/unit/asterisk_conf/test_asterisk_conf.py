"""Asterisk's configuration as text: the same settings give the same files; no role has rights it does not need."""

import re
from pathlib import Path

import pytest

from asterisk_conf.ami import AMI_ROLES, EVENTS
from asterisk_conf.modules import UNUSED_MODULES
from asterisk_conf.render import DIRECTORY_FILE, KEYS, UNKNOWN_KEYS, agents_file, render
from hotline.domain.agents.phone import sip_ha1
from hotline.domain.calls.routing import routes
from tests.parts.conf import AGENTS, QUEUE, SECRETS, TRUNK, WATER, section, settings


def test_the_same_settings_give_the_same_files_whatever_the_order_of_the_agents(tmp_path: Path) -> None:
    given_settings = settings(tmp_path)
    assert render(given_settings, AGENTS, SECRETS) == render(given_settings, AGENTS[::-1], SECRETS)


def test_every_spelling_of_every_number_is_in_the_dialplan_of_every_trunk(tmp_path: Path) -> None:
    document = {
        "trunks": [TRUNK, {**TRUNK, "name": "police", "match": ["127.0.0.3"], "origin": "110"}],
        "queues": [QUEUE, {"name": "heating", "numbers": ["8330000"]}],
    }
    given_settings = settings(tmp_path, document)
    text = render(given_settings, [], SECRETS)["extensions.conf"]
    for spelling, queue in routes(given_settings.hotline).items():
        to_queue = f" same => n,Goto(arrival-{queue},s,1)"
        assert f"exten => {spelling},1,Goto(arrival-{queue},s,1)" in section(text, "from-trunk-carrier")
        police = section(text, "from-trunk-police")
        assert police[police.index(f"exten => {spelling},1,Gosub(origin-police,s,1)") + 1] == to_queue
    assert "exten => _!,1,Goto(arrival-hotline,unknown,1)" in section(text, "from-trunk-carrier")
    assert section(text, "from-trunk-police")[-2:] == [
        "exten => _!,1,Gosub(origin-police,s,1)",
        " same => n,Goto(arrival-hotline,unknown,1)",
    ]


def test_nothing_that_a_citizen_sends_is_expanded_into_an_application(tmp_path: Path) -> None:
    text = render(settings(tmp_path), [], SECRETS)["extensions.conf"]
    used = set(re.findall(r"\$\{(\w+)", text))
    assert not any("CALLERID" in name or "HEADER" in name for name in used)
    floods = render(settings(tmp_path), [], SECRETS)["extensions_floods.conf"]
    named = [line for line in floods.splitlines() if "CALLERID" in line or "EXTEN" in line]
    assert named == [" same => n,Set(CALLER=${FILTER(0-9,${CALLERID(num)})})"]
    expanded = [line for line in text.splitlines() if "${EXTEN}" in line]
    assert all("FILTER(0-9,${EXTEN})" in line or "${LEN(${EXTEN})}" in line for line in expanded)


def test_a_queue_without_a_greeting_is_answered_without_one(tmp_path: Path) -> None:
    silent = render(settings(tmp_path, {"trunks": [TRUNK], "queues": [{**QUEUE, "greeting": ""}]}), [], SECRETS)
    lines = section(silent["extensions.conf"], "queue-hotline")
    assert lines[0] == "exten => s,1,Answer()"
    assert not any("Playback" in line for line in lines)
    greeted = section(render(settings(tmp_path), [], SECRETS)["extensions.conf"], "queue-hotline")
    assert " same => n,Playback(welcome)" in greeted


@pytest.mark.parametrize("enabled", [True, False])
def test_calls_are_recorded_only_when_recording_is_on(tmp_path: Path, enabled: bool) -> None:
    document = {"trunks": [TRUNK], "queues": [QUEUE], "recording": {"enabled": enabled}}
    files = render(settings(tmp_path, document), [], SECRETS)
    assert ("monitor-format = wav" in files["queues.conf"]) == enabled
    assert ("MONITOR_FILENAME" in files["extensions.conf"]) == enabled


@pytest.mark.parametrize(
    ("recording", "said", "music"),
    [
        ({}, "welcome", True),
        ({"notice": "before"}, "welcome&recording-notice", False),
        ({"notice": "none"}, "welcome", False),
        ({"enabled": False}, "welcome", False),
    ],
)
def test_the_notice_is_said_while_a_phone_rings_or_before_and_only_where_calls_are_recorded(
    tmp_path: Path, recording: dict[str, object], said: str, music: bool
) -> None:
    files = render(settings(tmp_path, {"trunks": [TRUNK], "queues": [QUEUE], "recording": recording}), [], SECRETS)
    lines = section(files["extensions.conf"], "queue-hotline")
    assert f" same => n,Playback({said})" in lines
    assert (" same => n,Set(CHANNEL(musicclass)=arrival)" in lines) == music
    assert ("[arrival]" in files["musiconhold.conf"]) == music


def test_the_number_that_is_put_aside_for_the_queue_is_filtered(tmp_path: Path) -> None:
    text = render(settings(tmp_path), [], SECRETS)["extensions_queue_log.conf"]
    assert "${FILTER(0-9A-Za-z+*#._,${CALLERID(num)})}" in text
    used = re.findall(r"\$\{(?:LEN|FILTER)\([^$]*\$\{CALLERID\(num\)\}", text)
    assert len(used) == text.count("${CALLERID")


def test_durations_are_rounded_up_to_whole_seconds(tmp_path: Path) -> None:
    queue = {**QUEUE, "ring_s": 2.5, "max_wait_s": "1.2s", "wrapup_s": 0, "no_answer": "keep"}
    files = render(settings(tmp_path, {"trunks": [TRUNK], "queues": [queue]}), [], SECRETS)
    lines = section(files["queues.conf"], "hotline")
    assert {"timeout = 3", "wrapuptime = 0", "autopause = no"} <= set(lines)
    assert "Queue(hotline,icB(hotline-named^s^1)b(hotline-rings^talks^1),,,2)" in files["extensions.conf"]


def test_the_address_decides_who_is_a_trunk_and_a_name_never_does(tmp_path: Path) -> None:
    text = render(settings(tmp_path), AGENTS, SECRETS)["pjsip.conf"]
    assert "identify_by = ip" in section(text, "_trunk-carrier")
    assert "[carrier.in](_trunk-carrier)" in text
    assert "[carrier](_trunk-carrier)" in text
    assert "endpoint = carrier.in" in section(text, "carrier")
    assert "match = 127.0.0.2/32" in section(text, "carrier")
    order = next(line for line in text.splitlines() if line.startswith("endpoint_identifier_order"))
    assert order.index("ip,") < order.index("username")


def test_a_trunk_with_a_username_registers(tmp_path: Path) -> None:
    trunk = {**TRUNK, "contact": "sip:gw.example.net:5080", "username": "acct+1", "password": 'p;a"s]s\\ [x'}
    text = render(settings(tmp_path, {"trunks": [trunk], "queues": [QUEUE]}), [], SECRETS)["pjsip.conf"]
    lines = section(text, "carrier")
    assert "client_uri = sip:acct+1@gw.example.net:5080" in lines
    assert 'password = p\\;a"s]s\\ [x' in lines
    assert "type = registration" not in render(settings(tmp_path), [], SECRETS)["pjsip.conf"]


def test_an_agents_secret_is_nowhere(tmp_path: Path) -> None:
    text = agents_file(AGENTS)
    assert sip_ha1("1001", "secret") in text
    assert not re.search(r"\bsecret\b", text)


def test_only_the_reader_gets_events_and_only_those_it_reads(tmp_path: Path) -> None:
    text = render(settings(tmp_path), [], SECRETS)["manager.conf"]
    reader = section(text, "cti")
    assert [line for line in reader if line.startswith("eventfilter")] == [
        f"eventfilter(action(include),name({event})) =" for event in EVENTS
    ]
    for name, write in (("agent_api", "call"), ("callback", "call,originate")):
        lines = section(text, name)
        assert "read = " in lines
        assert f"write = {write}" in lines
    for role in AMI_ROLES:
        assert not {"all", "command", "config"} & {*role.read, *role.write}


@pytest.mark.parametrize(
    ("ami_host", "bind", "reach"),
    [("127.0.0.1", "127.0.0.1", 1), ("localhost", "127.0.0.1", 1), ("asterisk", "0.0.0.0", 4)],
)
def test_ami_listens_on_loopback_unless_the_roles_are_elsewhere(
    tmp_path: Path, ami_host: str, bind: str, reach: int
) -> None:
    text = render(settings(tmp_path, HOTLINE_AMI_HOST=ami_host), [], SECRETS)["manager.conf"]
    assert f"bindaddr = {bind}" in section(text, "general")
    lines = section(text, "cti")
    assert "deny = 0.0.0.0/0.0.0.0" in lines
    permitted = [line for line in lines if line.startswith("permit")]
    assert len(permitted) == reach
    assert not any("0.0.0.0/0.0.0.0" in line for line in permitted)


def test_no_module_is_left_out_twice_or_without_its_kind() -> None:
    assert len(set(UNUSED_MODULES)) == len(UNUSED_MODULES)
    needed = {"app_queue", "app_confbridge", "chan_pjsip", "res_agi", "cel_custom", "app_mixmonitor", "func_strings"}
    assert not needed & set(UNUSED_MODULES)


def test_what_agents_key_is_in_the_dialplan_with_its_hours(tmp_path: Path) -> None:
    document = {
        "trunks": [TRUNK],
        "queues": [QUEUE],
        "directory": [
            {**WATER, "hours": ["08:00-12:00", "14:00-24:00"]},
            {**WATER, "key": "police", "emergency": True, "hours": ["08:00-12:00"], "note_required": True},
            {**WATER, "key": "housing", "note_required": True},
        ],
    }
    text = render(settings(tmp_path, document), [], SECRETS)[DIRECTORY_FILE]
    assert "exten => c10,1,Set(K_TARGET=water)\n same => n,Set(K_NUMBERS=96300-864778330000)" in text
    assert re.findall(r"GotoIfTime\((.*)\)", text) == [
        "08:00-11:59,*,*,*,Asia/Shanghai?open",
        "14:00-23:59,*,*,*,Asia/Shanghai?open",
    ]
    assert "K_TARGET=police" in text
    assert "housing" not in text  # a telephone has no note to give


def test_the_keys_are_those_of_agents_telephones_alone(tmp_path: Path) -> None:
    files = render(settings(tmp_path), [], SECRETS)
    given = [line for line in files["pjsip.conf"].splitlines() if "DYNAMIC_FEATURES" in line]
    assert given == [f"set_var = DYNAMIC_FEATURES={'#'.join(KEYS | UNKNOWN_KEYS)}"]
    before, after = files["pjsip.conf"].split(given[0])
    assert "[" not in before.rpartition("[_agent-endpoint](!,_endpoint)")[2]
    assert "[" not in after.partition("[_agent-auth]")[0]
    for keys, exten in (KEYS | UNKNOWN_KEYS).values():
        assert f'{keys},self,Gosub,"hotline-keyed,{exten},1"' in files["features.conf"]
        assert f"exten => {exten},1," in files["extensions_keys.conf"]
        assert f"{keys} = dialplan_exec(hotline-keyed-in-room,{exten},1)" in files["confbridge.conf"]

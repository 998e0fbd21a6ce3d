"""A value that Asterisk would misread is refused in one clear line; any other arrives as it was given."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asterisk_conf import escape
from asterisk_conf.agents import AgentLine
from asterisk_conf.render import render
from hotline.settings.error import SettingsError
from tests.parts.conf import QUEUE, SECRETS, TRUNK, settings


@pytest.mark.parametrize("extension", ["", "1", "1001]", "10 01", "carrier", "１００１", "1001\n", "1" * 40])
def test_an_extension_that_is_none_never_reaches_the_configuration(extension: str) -> None:
    with pytest.raises(ValueError, match="extension"):
        AgentLine(extension=extension, username="x", sip_ha1="0" * 32)


@pytest.mark.parametrize("ha1", ["", "0" * 31, "0" * 32 + "\n", "x" * 32])
def test_a_digest_that_is_none_never_reaches_the_configuration(ha1: str) -> None:
    with pytest.raises(ValueError, match="sip_ha1"):
        AgentLine(extension="1001", username="x", sip_ha1=ha1)


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"queues": [{**QUEUE, "name": "general"}]}, "queues: name"),
        ({"queues": [QUEUE, {"name": "HotLine", "numbers": ["12319"]}]}, "queues: name"),
        ({"trunks": [{**TRUNK, "name": "Global"}]}, "trunks: name"),
        ({"trunks": [{**TRUNK, "username": "a b", "password": "c"}]}, "trunks: username"),
        ({"trunks": [{**TRUNK, "username": "a", "password": " c"}]}, "no space at either end"),
        ({"trunks": [{**TRUNK, "username": "a", "password": "c\\"}]}, "no backslash"),
    ],
)
def test_what_asterisk_cannot_be_told_is_one_clear_line(tmp_path: Path, document: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(named)) as refused:
        render(settings(tmp_path, {"trunks": [TRUNK], "queues": [QUEUE], **document}), [], SECRETS)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("folder", ["a,b", "a;b", "a$b", "${x}", "a(b", "a'b", "a&b", "a|b"])
def test_a_state_folder_that_the_dialplan_would_misread_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(SettingsError, match="dialplan"):
        render(settings(tmp_path, HOTLINE_STATE_DIR=f"/srv/{folder}"), [], SECRETS)


def test_a_state_folder_with_spaces_and_chinese_is_fine(tmp_path: Path) -> None:
    files = render(settings(tmp_path, HOTLINE_STATE_DIR="/srv/my 热线"), [], SECRETS)
    assert "astdbdir => /srv/my 热线/asterisk/db" in files["asterisk.conf"]


def unescaped(line: str) -> str:
    """What Asterisk makes of the right side of a line: `;` begins a comment unless a backslash stands before it."""
    text = re.split(r"(?<!\\);", line)[0].strip()
    return text.replace("\\;", ";")


@given(st.text(max_size=60))
def test_a_value_arrives_as_it_was_or_is_refused(value: str) -> None:
    try:
        written = escape.value(value)
    except SettingsError:
        return
    assert len(written.splitlines()) <= 1
    assert unescaped(written) == value


@given(st.text(max_size=40))
def test_an_argument_holds_nothing_that_the_dialplan_reads(part: str) -> None:
    try:
        written = escape.arg(part)
    except SettingsError:
        return
    assert written == part
    assert not set(written) & set(",;()[]{}$\"'\\&|^!<>#%\n\r\t")

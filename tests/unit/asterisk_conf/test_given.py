"""No text that somebody else can set reaches an application of the dialplan as it is."""

import re
from pathlib import Path

import pytest

from asterisk_conf.ami import AMI_ROLES
from asterisk_conf.given import FILTERED, OURS, filtered, variable
from asterisk_conf.render import render
from hotline.settings.environment import load_settings

CONFIGS = (Path("hotline.toml"), Path("docs/examples/merged_hotlines.toml"))
REPOSITORY = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("written", "rendered"),
    [
        ("Dial(PJSIP/x,${T_RING},m)", "Dial(PJSIP/x,${FILTER(0-9,${T_RING})},m)"),
        ("${T_ID:0:1}", "${FILTER(0-9A-Za-z,${T_ID:0:1})}"),
        ("${FILTER(0-9,${T_RING})}", "${FILTER(0-9,${T_RING})}"),
        ("${EPOCH}${CHANNEL(name)}", "${EPOCH}${CHANNEL(name)}"),
        (
            "${IMPORT(${T_AGENT},T_ID)}",
            "${FILTER(0-9A-Za-z,${IMPORT(${FILTER(-._/@:0-9A-Za-z,${T_AGENT})},T_ID)})}",
        ),
        ("${CUT(T_NUMBERS,-,2)}", "${FILTER(-0-9,${CUT(T_NUMBERS,-,2)})}"),
        ("Set(T_ID=x)", "Set(T_ID=x)"),
    ],
)
def test_a_variable_is_filtered_where_it_is_used(written: str, rendered: str) -> None:
    assert filtered(written) == rendered
    assert filtered(rendered) == rendered


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_every_variable_of_the_dialplan_is_filtered_or_asterisks_own(config: Path, tmp_path: Path) -> None:
    environment = {"HOTLINE_CONFIG": str(REPOSITORY / config), "HOTLINE_STATE_DIR": str(tmp_path)}
    files = render(load_settings(environment), (), {role.name: "secret" for role in AMI_ROLES})
    for name, text in files.items():
        if not name.startswith(("extensions", "features", "confbridge", "queues")):
            continue
        for line in text.splitlines():
            if not line.startswith(";"):
                for before, inner in _uses(line):
                    used = variable(inner)
                    known = used is None or used in OURS or re.search(r"FILTER\([^,]+,$", before)
                    assert known, f"{name}: {used} is neither in FILTERED nor in OURS (asterisk_conf/given.py): {line}"


def _uses(line: str) -> list[tuple[str, str]]:
    """What stands in each ${…} of a line, with what stands before it."""
    found = []
    for begin in (match.start() for match in re.finditer(r"\$\{", line)):
        depth, end = 0, begin + 1
        while (depth := depth + {"{": 1, "}": -1}.get(line[end], 0)) > 0:
            end += 1
        found.append((line[:begin], line[begin + 2 : end]))
    return found


def test_no_filter_lets_through_what_the_dialplan_reads_as_its_own() -> None:
    for characters in FILTERED.values():
        assert not set(characters) & set(",;()[]{}$\"'&|\\^<>= "), characters


def test_nothing_that_a_telephones_own_thread_answers_is_imported_from_a_channel() -> None:
    """IMPORT locks the channel while it reads: Asterisk would stand still when that thread waits for a channel
    (decision 23). CHANNEL(rtcp,…) and CHANNEL(pjsip,…) are answered there, a name is not."""
    text = "".join(path.read_text() for path in (REPOSITORY / "asterisk_conf" / "templates").glob("*.j2"))
    read = set(re.findall(r"IMPORT\([^,]*,(\w+\([^)]*\))\)", text))
    assert read
    assert read <= {"CHANNEL(name)", "CHANNEL(accountcode)", "CALLERID(num)"}

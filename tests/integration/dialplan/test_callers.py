"""Who calls, in whatever way the carrier says it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts import wait
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.dialplan import CITIZENS, CONFIG, Journal, phone

NOBODY = '"Anonymous" <sip:anonymous@anonymous.invalid>'
TWO = "P-Asserted-Identity: <sip:+8613600000001@carrier>, <tel:+8613600000009>"


@pytest.fixture(scope="module", params=["show", "hide"])
def asterisk(workspace: Path, ports: Ports, request: pytest.FixtureRequest) -> Iterator[Asterisk]:
    config = f'[centre]\nwithheld_callers = "{request.param}"\n{CONFIG.format(carrier=ports.free())}'
    with private_asterisk(environment(workspace / f"callers-{request.param}", ports, config)) as running:
        yield running


@pytest.fixture
def journal(asterisk: Asterisk) -> Journal:
    wait.until(lambda: not asterisk.channels, "the end of the last test's calls")
    return Journal(asterisk.settings.paths.asterisk / "log" / "cel-custom" / "Master.csv")


@pytest.mark.parametrize(
    ("caller", "headers", "told"),
    [
        (NOBODY, TWO, ["caller:+8613600000001"]),
        (NOBODY, "P-Asserted-Identity: <tel:+8613600000001;cpc=ordinary>, <sip:x@carrier>", ["caller:+8613600000001"]),
        (NOBODY, 'P-Asserted-Identity: "李" <sip:13600000001@carrier>, <tel:13600000009>', ["caller:13600000001"]),
        (NOBODY, 'P-Asserted-Identity: <sip:${SHELL(id)}@x>, <tel:"1">', []),
        (NOBODY, "", []),
        ("<sip:13800000002@x>", TWO, ["caller:+8613600000001"]),
        ("<sip:13800000002@x>", "P-Asserted-Identity: <sip:13600000001@carrier>", []),
        ("<sip:13800000002@x>", "", []),
    ],
    ids=["two", "a number first", "with a name", "hostile", "nobody", "From and two", "From and one", "From alone"],
)
async def test_the_first_identity_counts(
    asterisk: Asterisk, journal: Journal, caller: str, headers: str, told: list[str]
) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        await citizen.call("12345", caller, extra=headers).until("ended")
    await journal.tells(*told, "queue:hotline", "empty:")


async def test_a_number_that_is_hidden_is_shown_or_not_as_the_settings_say(
    asterisk: Asterisk, journal: Journal
) -> None:
    hidden = "P-Asserted-Identity: <sip:13600000001@carrier>\nPrivacy: id;critical"
    async with phone(asterisk, CITIZENS) as citizen:
        await citizen.call("12345", NOBODY, extra=hidden).until("ended")
    if asterisk.settings.hotline.centre.withheld_callers == "hide":
        await journal.tells("withheld:", "queue:hotline", "empty:")
    else:
        await journal.tells("queue:hotline", "empty:")
        assert journal.rows()[0]["caller"] == "13600000001"

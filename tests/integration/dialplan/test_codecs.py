"""What citizens' lines may speak, on a real Asterisk without any of the roles: who is not understood is told of."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.sip.dialog import Dialog
from tests.parts.sip.phone import Phone
from tests.parts.wait import until

CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
"""
NAMES = {0: "PCMU", 3: "GSM", 4: "G723", 8: "PCMA", 9: "G722", 18: "G729"}
CRYPTO = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"


@pytest.fixture(scope="module")
def asterisk(workspace: Path, ports: Ports) -> Iterator[Asterisk]:
    with private_asterisk(environment(workspace / "codecs", ports, CONFIG)) as running:
        yield running


class Line(Phone):
    """A citizen's line that offers these payload types."""

    def __init__(self, server: tuple[str, int], offers: Sequence[int], *, encrypted: bool) -> None:
        super().__init__("13812345678", server)
        self._offers, self._encrypted = offers, encrypted

    def sdp(self) -> str:
        kinds = "".join(f"a=rtpmap:{kind} {NAMES[kind]}/8000\r\n" for kind in self._offers)
        return (
            f"v=0\r\no=- 1 1 IN IP4 {self.host}\r\ns=-\r\nc=IN IP4 {self.host}\r\nt=0 0\r\n"
            f"m=audio 40000 RTP/{'SAVP' if self._encrypted else 'AVP'} {' '.join(map(str, self._offers))}\r\n"
            f"{kinds}{CRYPTO if self._encrypted else ''}"
        )


async def ring(asterisk: Asterisk, *offers: int, encrypted: bool = False) -> Dialog:
    line = Line(("127.0.0.1", asterisk.settings.sip_port), offers, encrypted=encrypted)
    await line.open("127.0.0.2")
    try:
        dialog = line.call("12345")
        await dialog.until("answered", "ended")
        dialog.hang_up()
    finally:
        line.close()
    return dialog


def journal(asterisk: Asterisk) -> str:
    path = asterisk.settings.paths.journal / "Master.csv"
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("offers", [(8,), (0,), (9,), (3,), (18, 8), (4, 18, 0)])
async def test_a_citizen_whose_line_speaks_what_we_understand_is_answered(
    asterisk: Asterisk, offers: tuple[int, ...]
) -> None:
    dialog = await ring(asterisk, *offers)
    assert dialog.final == 200


async def test_a_line_that_wants_its_speech_encrypted_is_answered(asterisk: Asterisk) -> None:
    assert (await ring(asterisk, 8, encrypted=True)).final == 200


@pytest.mark.parametrize("offer", [18, 4])
async def test_a_citizen_whom_we_cannot_hear_is_a_call_that_was_missed(asterisk: Asterisk, offer: int) -> None:
    before = len(journal(asterisk))
    dialog = await ring(asterisk, offer)
    assert dialog.final == 488
    until(lambda: "hotline,down:" in journal(asterisk)[before:], "a mark in the journal")
    assert "CHAN_START" in journal(asterisk)[before:]

"""One call at a test's telephone."""

import asyncio
import os
import socket
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.parts.sip.message import Address, Message
from tests.parts.sip.speech import alaw_key

if TYPE_CHECKING:
    from tests.parts.sip.phone import Phone

# Nothing listens there unless a test does: these phones only send keys. Each process has a port of its own, between
# those of hotlines under test and those that the system gives away.
MEDIA_PORT = 32_000 + os.getpid() % 768
EVENT = 101  # the payload type of telephone-event
SILENCE = b"\xd5" * 1600  # 200 ms of A-law


@dataclass
class Dialog:
    """One call at a phone. `state` goes calling/ringing → answered → ended; `history` has each status received."""

    phone: "Phone"
    call_id: str
    remote: Address
    local_header: str
    remote_header: str
    target: str
    invite: Message | None = None
    branch: str = ""
    cseq: int = 1
    state: str = "calling"
    final: int = 0
    challenge: str = ""
    history: list[int] = field(default_factory=list)
    media_port: int = 0
    said: tuple[str, str, str] = ("180 Ringing", "", "")  # what we last replied to its INVITE, with body and contact
    pressed: int = 0
    confirmed: bool = False  # our answer has been acknowledged: before that RFC 3261 allows no BYE
    leaves: bool = False
    early: str = ""  # the To header of a 180, with the other side's tag before there is an answer
    referred: int = 0  # the result of our REFER: the status of its refusal, or of the last NOTIFY
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def become(self, state: str) -> None:
        self.state = state
        self.changed.set()

    async def until(self, *states: str, within_s: float = 20) -> None:
        async with asyncio.timeout(within_s):
            while self.state not in states:
                self.changed.clear()
                await self.changed.wait()

    def answer(self) -> None:
        assert self.invite is not None
        self._say("200 OK", self.phone.sdp())
        self.become("answered")

    def refuse(self, status: str = "486 Busy Here", *, moved_to: str = "") -> None:
        assert self.invite is not None
        self._say(status, contact=moved_to)
        self.become("ended")

    def _say(self, status: str, body: str = "", contact: str = "") -> None:
        self.said = status, body, contact
        self.say_again()

    def say_again(self) -> None:
        """Reply to the INVITE, or to its repetition: a busy machine may be too slow for Asterisk's first timer."""
        assert self.invite is not None
        status, body, contact = self.said
        self.phone.reply(self.invite, status, self, body, contact)

    def hang_up(self) -> None:
        if self.state == "answered" and self.invite is not None and not self.confirmed:
            self.leaves = True
        elif self.state == "answered":
            self.request("BYE")
        elif self.state in ("calling", "ringing") and self.invite is None:
            self.phone.send(self, "CANCEL", self.cseq, self.branch)
        self.become("ended")

    def confirm(self) -> None:
        """Our answer has been acknowledged."""
        self.confirmed = True
        if self.leaves:
            self.leaves = False
            self.request("BYE")

    def hear(self, message: Message) -> None:
        """Handle a request within this call that needs no other response than 200."""
        if message.method == "BYE":
            self.become("ended")
        elif message.method == "CANCEL" and self.state == "ringing":
            self.refuse("487 Request Terminated")
        elif message.method == "NOTIFY" and message.body.startswith("SIP/2.0 "):
            self.referred = int(message.body.split()[1])

    def press(self, key: int) -> None:
        """Send a key as RFC 4733: three packets while it is held, three for its release."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
            media.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            media.bind((self.phone.host, MEDIA_PORT))
            first, moment = 6 * self.pressed, 1000 * (self.pressed + 1)
            for number, held_for in enumerate((160, 320, 480, 800, 800, 800)):
                head = struct.pack("!BBHII", 0x80, EVENT | (0x80 if number == 0 else 0), first + number, moment, 7)
                let_go = 0x80 if number > 2 else 0
                media.sendto(head + struct.pack("!BBH", key, let_go | 10, held_for), (self.remote[0], self.media_port))
        self.pressed += 1

    async def press_as_tones(self, keys: str) -> None:
        """Send keys as in-band tones, in packets of 20 ms in real time, with silence after each."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
            media.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            media.bind((self.phone.host, MEDIA_PORT))
            sound = b"".join(alaw_key(key) + SILENCE for key in keys)
            for number, start in enumerate(range(0, len(sound), 160)):
                head = struct.pack("!BBHII", 0x80, 8, number, start, 7)
                media.sendto(head + sound[start : start + 160], (self.remote[0], self.media_port))
                await asyncio.sleep(0.02)

    def request(self, method: str, body: str = "", extra: str = "") -> None:
        self.cseq += 1
        self.phone.send(self, method, self.cseq, body=body, extra=extra)

    def refer(self, to: str, replaces: "Dialog | None" = None) -> None:
        """The transfer button: connect the other side with `to`, or with this phone's peer in another call."""
        uri = f"sip:{to}@{self.phone.server[0]}:{self.phone.server[1]}"
        if replaces is not None:
            tags = [
                header.rpartition("tag=")[2]
                for header in (replaces.early or replaces.remote_header, replaces.local_header)
            ]
            uri += f"?Replaces={replaces.call_id}%3Bto-tag%3D{tags[0]}%3Bfrom-tag%3D{tags[1]}"
        self.request("REFER", extra=f"Refer-To: <{uri}>\r\nReferred-By: <sip:{self.phone.user}@{self.phone.host}>")

"""SIP phones for tests: enough of SIP over UDP, without media, to call, answer, refuse, vanish and misbehave.

Hand-written because the tests need what a well-behaved phone does not offer: arbitrary bytes in any header (a str with
surrogate escapes), a phone that stops answering, and the exact responses of the other side.
"""

import asyncio
import re
import secrets
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import md5

from tests.parts.sip.speech import alaw_key

Address = tuple[str, int]

MEDIA_PORT = 40000  # nothing listens there: these phones receive no audio, and only send keys
EVENT = 101  # the payload type of telephone-event
SILENCE = b"\xd5" * 1600  # 200 ms of A-law


@dataclass
class Message:
    """One SIP message; header names in lower case, the first value of each."""

    start: str
    headers: dict[str, str]
    vias: list[str]
    source: Address
    body: str

    @property
    def method(self) -> str:
        return self.start.split(" ", 1)[0]

    @property
    def status(self) -> int:
        return int(self.start.split(" ", 2)[1]) if self.start.startswith("SIP/2.0") else 0

    @classmethod
    def parse(cls, data: bytes, source: Address) -> "Message":
        head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        headers: dict[str, str] = {}
        vias = []
        for line in lines:
            name, _, value = line.partition(":")
            name = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact"}.get(name.lower(), name.lower())
            if name == "via":
                vias.append(value.strip())
            headers.setdefault(name, value.strip())
        return cls(start, headers, vias, source, body)


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


class Phone(asyncio.DatagramProtocol):
    """A SIP user at its own address. `on_call` handles an incoming call; by default it just rings."""

    def __init__(self, user: str, server: Address, on_call: Callable[[Dialog], None] | None = None) -> None:
        self.user, self.server = user, server
        self.on_call = on_call or (lambda dialog: None)
        self.dialogs: dict[str, Dialog] = {}
        self.incoming: asyncio.Queue[Dialog] = asyncio.Queue()
        self.silent = False
        self.offers_events = True  # whether its offers include telephone-event
        self._registration: asyncio.Future[Message] | None = None
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, host: str, port: int = 0) -> "Phone":
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, port))
        self.host, self.port = self._transport.get_extra_info("sockname")
        return self

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    async def register(self, secret: str, expires: int = 300, contact: str = "") -> int:
        """The final status of a registration with digest authentication; `contact` replaces the phone's own."""
        first = await self._register_once(expires, "", 1, contact)
        if first.status != 401:
            return first.status
        uri = f"sip:{self.server[0]}:{self.server[1]}"
        credentials = self._credentials(first.headers["www-authenticate"], secret, "REGISTER", uri)
        return (await self._register_once(expires, credentials, 2, contact)).status

    def _credentials(self, challenge_header: str, secret: str, method: str, uri: str) -> str:
        """The Authorization header that answers a challenge."""
        challenge = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge_header))

        def digest(text: str) -> str:
            return md5(text.encode(), usedforsecurity=False).hexdigest()

        ha1, ha2 = digest(f"{self.user}:{challenge['realm']}:{secret}"), digest(f"{method}:{uri}")
        response = digest(f"{ha1}:{challenge['nonce']}:00000001:abc:auth:{ha2}")
        return (
            f'Authorization: Digest username="{self.user}",realm="{challenge["realm"]}",nonce="{challenge["nonce"]}",'
            f'uri="{uri}",response="{response}",algorithm=MD5,qop=auth,nc=00000001,cnonce="abc",'
            f'opaque="{challenge.get("opaque", "")}"'
        )

    async def _register_once(self, expires: int, extra: str, cseq: int, contact: str = "") -> Message:
        self._registration = asyncio.get_running_loop().create_future()
        address = f"<sip:{self.user}@{self.server[0]}>"
        self._write(
            self.server,
            f"REGISTER sip:{self.server[0]}:{self.server[1]} SIP/2.0",
            f"Via: {self._via(_branch())}",
            "Max-Forwards: 70",
            f"From: {address};tag={secrets.token_hex(4)}",
            f"To: {address}",
            f"Call-ID: {secrets.token_hex(8)}",
            f"CSeq: {cseq} REGISTER",
            f"Contact: {contact or self._contact}",
            f"Expires: {expires}",
            *extra.splitlines(),
        )
        return await asyncio.wait_for(self._registration, 20)

    def call(self, called: str, caller: str | None = None, uri: str | None = None, extra: str = "") -> Dialog:
        """Call `called`; `caller` is the whole From header without its tag, `uri` the whole request URI."""
        uri = uri or f"sip:{called}@{self.server[0]}:{self.server[1]}"
        caller = caller or f"<sip:{self.user}@{self.host}>"
        dialog = Dialog(
            self, secrets.token_hex(8), self.server, f"{caller};tag={secrets.token_hex(4)}", f"<{uri}>", uri
        )
        self.dialogs[dialog.call_id] = dialog
        dialog.branch = _branch()
        self.send(dialog, "INVITE", 1, dialog.branch, self.sdp(), extra)
        return dialog

    def call_again(self, refused: Dialog, secret: str) -> Dialog:
        """Repeat the call with the digest that a 401 asked for."""
        uri = refused.remote_header.split(">")[0].removeprefix("<")
        return self.call("", uri=uri, extra=self._credentials(refused.challenge, secret, "INVITE", uri))

    def sdp(self) -> str:
        types, event = ("8 101", "a=rtpmap:101 telephone-event/8000\r\n") if self.offers_events else ("8", "")
        return (
            f"v=0\r\no=- 1 1 IN IP4 {self.host}\r\ns=-\r\nc=IN IP4 {self.host}\r\nt=0 0\r\n"
            f"m=audio {MEDIA_PORT} RTP/AVP {types}\r\na=rtpmap:8 PCMA/8000\r\n{event}"
        )

    def send(self, dialog: Dialog, method: str, cseq: int, branch: str = "", body: str = "", extra: str = "") -> None:
        self._write(
            dialog.remote,
            f"{method} {dialog.target} SIP/2.0",
            f"Via: {self._via(branch or _branch())}",
            "Max-Forwards: 70",
            f"From: {dialog.local_header}",
            f"To: {dialog.remote_header}",
            f"Call-ID: {dialog.call_id}",
            f"CSeq: {cseq} {method}",
            f"Contact: {self._contact}",
            *extra.splitlines(),
            body=body,
        )

    def reply(
        self, request: Message, status: str, dialog: Dialog | None = None, body: str = "", contact: str = ""
    ) -> None:
        self._write(
            request.source,
            f"SIP/2.0 {status}",
            *(f"Via: {via}" for via in request.vias),
            f"From: {request.headers['from']}",
            f"To: {dialog.local_header if dialog is not None else request.headers['to']}",
            f"Call-ID: {request.headers['call-id']}",
            f"CSeq: {request.headers['cseq']}",
            f"Contact: {contact or self._contact}",
            body=body,
        )

    @property
    def _contact(self) -> str:
        return f"<sip:{self.user}@{self.host}:{self.port}>"

    def _via(self, branch: str) -> str:
        return f"SIP/2.0/UDP {self.host}:{self.port};rport;branch={branch}"

    def _write(self, address: Address, *lines: str, body: str = "") -> None:
        assert self._transport is not None
        content = ["Content-Type: application/sdp"] if body else []
        head = "\r\n".join((*lines, *content, f"Content-Length: {len(body)}"))
        self._transport.sendto(f"{head}\r\n\r\n{body}".encode("utf-8", "surrogateescape"), address)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        message = Message.parse(data, addr)
        if self.silent or not message.start:
            return
        if message.status:
            self._on_response(message)
        else:
            self._on_request(message)

    def _on_response(self, message: Message) -> None:
        if "REGISTER" in message.headers["cseq"]:
            if self._registration is not None and not self._registration.done():
                self._registration.set_result(message)
            return
        dialog = self.dialogs.get(message.headers["call-id"])
        if dialog is not None and "REFER" in message.headers["cseq"] and message.status >= 300:
            dialog.referred = message.status
        if dialog is None or "INVITE" not in message.headers["cseq"]:
            return
        dialog.history.append(message.status)
        if message.status < 200:
            if dialog.state == "calling" and message.status >= 180:
                dialog.early = message.headers["to"]
                dialog.become("ringing")
            return
        dialog.remote_header = message.headers["to"]
        if message.status < 300:
            dialog.target = re.sub(r"^.*<|>.*$", "", message.headers["contact"])
            dialog.media_port = _media_port(message)
            self.send(dialog, "ACK", int(message.headers["cseq"].split()[0]))
        else:
            self.send(dialog, "ACK", int(message.headers["cseq"].split()[0]), dialog.branch)
        dialog.challenge = message.headers.get("www-authenticate", "")
        if not dialog.final:
            dialog.final = message.status
            dialog.become("answered" if message.status < 300 else "ended")

    def _on_request(self, message: Message) -> None:
        dialog = self.dialogs.get(message.headers["call-id"])
        if message.method == "ACK":
            if dialog is not None:
                dialog.confirm()
        elif message.method != "INVITE":
            self.reply(message, "200 OK")
            if dialog is not None:
                dialog.hear(message)
        elif dialog is None:
            self._on_invite(message)
        elif dialog.invite is not None and message.vias[0] == dialog.invite.vias[0]:
            dialog.say_again()
        else:
            self.reply(message, "200 OK", dialog, self.sdp())

    def _on_invite(self, message: Message) -> None:
        dialog = Dialog(
            self,
            message.headers["call-id"],
            message.source,
            f"{message.headers['to']};tag={secrets.token_hex(4)}",
            message.headers["from"],
            re.sub(r"^.*<|>.*$", "", message.headers["contact"]),
            invite=message,
            state="ringing",
            media_port=_media_port(message),
        )
        self.dialogs[dialog.call_id] = dialog
        dialog.say_again()
        self.incoming.put_nowait(dialog)
        self.on_call(dialog)


def _media_port(message: Message) -> int:
    """The other side's RTP port."""
    return int(re.findall(r"^m=audio (\d+)", message.body, re.M)[0])


def _branch() -> str:
    return f"z9hG4bK{secrets.token_hex(8)}"

"""SIP phones for tests: enough of SIP over UDP, without media, to call, answer, refuse, vanish and misbehave.

Hand-written because the tests need what a well-behaved phone does not offer: arbitrary bytes in any header (a str with
surrogate escapes), a phone that stops answering, and the exact responses of the other side.
"""

import asyncio
import re
import secrets
from collections.abc import Callable
from hashlib import md5

from tests.parts.sip.dialog import MEDIA_PORT, Dialog
from tests.parts.sip.message import Address, Message, media_port, new_branch


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
            f"Via: {self._via(new_branch())}",
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
        dialog.branch = new_branch()
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
            f"Via: {self._via(branch or new_branch())}",
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
            dialog.media_port = media_port(message)
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
            media_port=media_port(message),
        )
        self.dialogs[dialog.call_id] = dialog
        dialog.say_again()
        self.incoming.put_nowait(dialog)
        self.on_call(dialog)

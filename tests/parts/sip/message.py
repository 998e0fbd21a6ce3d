"""SIP messages as bytes on the wire."""

import re
import secrets
from dataclasses import dataclass

Address = tuple[str, int]


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


def media_port(message: Message) -> int:
    """The other side's RTP port."""
    return int(re.findall(r"^m=audio (\d+)", message.body, re.M)[0])


def new_branch() -> str:
    return f"z9hG4bK{secrets.token_hex(8)}"

"""A telephone with a voice and an ear: it answers by itself or when told, speaks a tone without a pause, and hears."""

import asyncio
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Self, TypeVar

from tests.parts.sip.dialog import Dialog
from tests.parts.sip.ear import voices_in
from tests.parts.sip.message import Address
from tests.parts.sip.phone import Phone
from tests.parts.sip.speech import alaw_tone
from tests.parts.wait import until

PACKET_S = 0.02
MOMENT_S = 0.2  # what is listened to at a time
Answer = TypeVar("Answer")


class Loop:
    """Tests wait in their own thread, so telephones run in an event loop of another thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def call(self, work: Callable[[], Any]) -> None:
        async def run() -> None:
            work()

        self.do(run())

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class _Telephone(Phone):
    """Its media have a port of their own."""

    media_port = 0

    def sdp(self) -> str:
        head, _, rest = super().sdp().partition("m=audio ")
        return f"{head}m=audio {self.media_port} {rest.partition(' ')[2]}"


class Voice:
    """One person's telephone. `answers` may be changed at any time; `pitch` is that of the person's voice."""

    def __init__(self, loop: Loop, user: str, server: Address, pitch: int, *, answers: bool = True) -> None:
        self.loop, self.user, self.pitch, self.answers = loop, user, pitch, answers
        self.phone = _Telephone(user, server, on_call=self._rings)
        self._sound = alaw_tone(pitch, 1.0)
        self._heard: deque[tuple[float, bytes]] = deque(maxlen=3000)
        self._over = threading.Event()
        self._secret = ""

    def open(self, host: str, port: int = 0, *, secret: str = "") -> Self:
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.bind((host, 0))
        self._media.settimeout(0.2)
        self.phone.media_port = self._media.getsockname()[1]
        self.loop.do(self.phone.open(host, port))
        for work in (self._speak, self._listen):
            threading.Thread(target=work, daemon=True).start()
        self._secret = secret
        if secret:
            assert self.loop.do(self.phone.register(secret, 3600)) == 200
        return self

    def close(self) -> None:
        self.hang_up()
        self._over.set()
        if self._secret:
            self.unregister()
        self.loop.call(self.phone.close)
        self._media.close()

    def unregister(self) -> None:
        self.loop.do(self.phone.register(self._secret, 0))

    def call(self, number: str) -> Dialog:
        async def ring() -> Dialog:
            return self.phone.call(number)

        return self.loop.do(ring())

    def _rings(self, dialog: Dialog) -> None:
        if self.answers:
            dialog.answer()

    def _in(self, state: str) -> list[Dialog]:
        return [one for one in list(self.phone.dialogs.values()) if one.state == state]

    @property
    def talks(self) -> list[Dialog]:
        return self._in("answered")

    @property
    def rings(self) -> list[Dialog]:
        return [one for one in self._in("ringing") if one.invite is not None]

    @property
    def idle(self) -> bool:
        return not self.talks and not self.rings

    def answer(self) -> None:
        """Pick up what still rings when the telephone comes to it: a CANCEL may be faster."""
        self.loop.call(lambda: self._each(Dialog.answer, self.rings))

    def hang_up(self) -> None:
        self.loop.call(lambda: self._each(Dialog.hang_up, [*self.talks, *self._in("calling")]))

    @staticmethod
    def _each(act: Callable[[Dialog], None], dialogs: Iterable[Dialog]) -> None:
        for dialog in dialogs:
            act(dialog)

    def until_talking(self) -> Dialog:
        return until(lambda: self.talks or None, f"{self.user} talks")[-1]

    def until_ringing(self) -> Dialog:
        return until(lambda: self.rings or None, f"{self.user}'s telephone rings")[-1]

    def _speak(self) -> None:
        number, due = 0, time.monotonic()
        while not self._over.is_set():
            start = number * 160 % len(self._sound)
            head = struct.pack("!BBHII", 0x80, 8, number & 0xFFFF, number * 160 & 0xFFFFFFFF, self.pitch)
            for dialog in self.talks:
                if dialog.media_port:
                    try:
                        self._media.sendto(
                            head + self._sound[start : start + 160], (dialog.remote[0], dialog.media_port)
                        )
                    except OSError:
                        return
            number, due = number + 1, due + PACKET_S
            time.sleep(max(0.0, due - time.monotonic()))

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                packet = self._media.recv(2048)
            except TimeoutError:
                continue
            except OSError:
                return
            self._heard.append((time.time(), packet))

    def heard(self, among: Iterable[int], since_s: float, until_s: float) -> set[int]:
        """The voices that this telephone heard in that time."""
        packets = [packet for at_s, packet in list(self._heard) if since_s <= at_s < until_s]
        return voices_in(packets, list(among)) if packets else set()

    def hears(self, among: Iterable[int]) -> set[int]:
        """The voices heard in the last moment."""
        now = time.time()
        return self.heard(among, now - MOMENT_S, now)

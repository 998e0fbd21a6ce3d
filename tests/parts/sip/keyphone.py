"""An agent's softphone with keys: it registers, answers every call, and sends keys as RFC 4733.

Tests wait in their own thread, so the telephone runs in an event loop of another thread.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.parts.sip.dialog import Dialog
from tests.parts.sip.message import Address
from tests.parts.sip.phone import Phone
from tests.parts.wait import until

_KEYS = "0123456789*#"
_BETWEEN_KEYS_S = 0.08  # a fast typist

Answer = TypeVar("Answer")


class KeyPhone:
    """The telephone of one extension at 127.0.0.1."""

    def __init__(self, extension: str, secret: str, server: Address) -> None:
        self._extension, self._secret, self._server = extension, secret, server
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._phone = Phone(extension, server, on_call=Dialog.answer)

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._phone.open("127.0.0.1"))
        assert self._do(self._phone.register(self._secret)) == 200
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up(list(self._phone.dialogs.values()))
        self._do(self._phone.register(self._secret, expires=0))
        self._call(self._phone.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def talks(self) -> list[Dialog]:
        """The calls in progress."""
        return [dialog for dialog in list(self._phone.dialogs.values()) if dialog.state == "answered"]

    @property
    def rang(self) -> int:
        """How many calls it has received."""
        return len(self._phone.dialogs)

    def until_talking(self) -> Dialog:
        return until(lambda: self.talks or None, f"{self._extension} talks")[-1]

    def dial(self, number: str, *, to: str = "answered") -> Dialog:
        """Call a number, until it is answered or only until it rings."""

        async def ring() -> Dialog:
            refused = self._phone.call(number)
            await refused.until("ended")
            again = self._phone.call_again(refused, self._secret)
            await again.until(to)
            return again

        return self._do(ring())

    def press(self, keys: str, between_s: float = _BETWEEN_KEYS_S) -> None:
        """Press keys in the only call in progress."""
        (dialog,) = self.talks
        for key in keys:
            self._call(lambda key=key: dialog.press(_KEYS.index(key)))  # type: ignore[misc]
            time.sleep(between_s)

    def transfer(self, to: str, joined: Dialog | None = None) -> None:
        """The transfer button in the first call: to a number, or to the other party of another call.

        Like real telephones it hangs up when it is told that the transfer succeeded, and like baresip also when it was
        refused.
        """
        first = self.talks[0]
        self._call(lambda: first.refer(to, joined))
        until(lambda: first.referred >= 200, "what became of the REFER")
        for dialog in (first, joined):
            if dialog is not None and dialog.state not in ("ended",):
                self._call(dialog.hang_up)

    def hang_up(self) -> None:
        self._hang_up(self.talks)

    def _hang_up(self, dialogs: list[Dialog]) -> None:
        for dialog in dialogs:
            self._call(dialog.hang_up)

    def _do(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def _call(self, work: Callable[[], Any]) -> None:
        async def run() -> None:
            work()

        self._do(run())

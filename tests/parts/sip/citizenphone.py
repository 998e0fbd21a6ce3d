"""A citizen's telephone with keys, at an address of the carrier."""

from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.parts.hotline import Hotline
from tests.parts.sip.dialog import Dialog
from tests.parts.sip.keyphone import KeyPhone
from tests.parts.sip.phone import Phone
from tests.parts.wait import until

CARRIER = "127.0.0.2"


class CitizenPhone(KeyPhone):
    """It calls without a registration."""

    def __init__(self, hotline: Hotline, number: str) -> None:
        super().__init__(number, "", hotline.sip)
        self.number = number
        self._journal = hotline.settings.paths.journal / "Master.csv"

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._phone.open(CARRIER))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up([dialog for dialog in self._phone.dialogs.values() if dialog.state != "ended"])
        self._call(self._phone.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def calls(self, number: str) -> Dialog:
        async def ring(phone: Phone) -> Dialog:
            call = phone.call(number)
            await call.until("answered")
            return call

        return self._do(ring(self._phone))

    def until_marked(self, mark: str, timeout_s: float = 20.0) -> None:
        """Wait until the journal has this mark of this citizen's last call: what the dialplan does, told without our
        processes."""
        until(lambda: self._has(mark), f"{mark} of {self.number}", timeout_s)

    def press_until_marked(self, key: str, mark: str, timeout_s: float = 20.0) -> None:
        """Press again each second until the dialplan has noticed: between two applications it does not listen."""

        def noticed() -> bool:
            self.press(key)
            with suppress(AssertionError):
                self.until_marked(mark, 1)
            return self._has(mark)

        until(noticed, f"{key} of {self.number} noticed", timeout_s)

    def until_released(self, call: Dialog, timeout_s: float = 30.0) -> None:
        """Wait until the hotline hangs up."""
        self._do(call.until("ended", within_s=timeout_s))

    def _has(self, mark: str) -> bool:
        lines = self._journal.read_text(encoding="utf-8", errors="replace").splitlines()
        return any(f'hotline,{mark}"' in line and self.number in line for line in lines)

"""Whether the wall must be computed again. Every part that changes its content gets this object and
reports the change.
"""

import asyncio


class WallChanges:
    """`figures` are computed by SQL; everything else is in memory."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self.figures = True

    def note(self, *, figures: bool = False) -> None:
        self.figures |= figures
        self._changed.set()

    def note_figures(self) -> None:
        self.note(figures=True)

    @property
    def any(self) -> bool:
        return self._changed.is_set()

    def clear(self) -> None:
        """Everything is shown now, except figures, which are computed at their own pace."""
        self._changed.clear()

    async def wait(self, seconds: float) -> None:
        """Wait until something changes, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

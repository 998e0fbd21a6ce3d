"""Whether the wall is to be made again. Every part that changes what it shows is given this and notes so."""

import asyncio


class WallChanges:
    """`figures` are those that are counted in SQL; all else is in memory."""

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
        """All is shown but the figures, which are counted at their own pace."""
        self._changed.clear()

    async def wait(self, seconds: float) -> None:
        """Until something changes, or so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

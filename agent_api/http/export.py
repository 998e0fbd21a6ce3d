"""Everything that a list or a report has, as a file for spreadsheets: CSV or XLSX. A noun gives its columns and how its
rows are read; the rest is done here, the same for all.

Rows are read in batches, each in a transaction of its own, so that neither memory nor a connection to the database is
held by a slow reader. An export is a look: it is written before the first byte leaves, and how many rows
have left, and whether a number was among them, is filled in at its end. None there means that the role died on the way.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, TypeVar

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from agent_api.http.route import Ask
from agent_api.privacy.look_log import NOTHING_ASKED, Asked
from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol import csv_file
from agent_api.protocol.fields import FileQuery
from agent_api.protocol.moments import local
from agent_api.protocol.problem import SECURITY_HEADERS, Problem
from agent_api.protocol.table import CSV_TYPE, XLSX_TYPE, Cell, Column, Format, Words, cells, header, preferred, said
from agent_api.protocol.xlsx_file import XlsxFile
from hotline.domain.space import MB
from hotline.runtime.database import SearchTooLongError, TooManySearchesError
from hotline.store.pages import Key, Page
from hotline.store.privacy import looks

log = logging.getLogger(__name__)

R = TypeVar("R")
V = TypeVar("V")

BATCH = 500  # rows; a hundredth of a second of a thread's time
CHUNK = 256 * 1024
CLIENT_S = 60.0  # for a client to take a batch or a chunk; who takes none has gone
AGAIN_S = 1.0
Batches = AsyncGenerator[list[list[Cell]], None]


@dataclass(frozen=True, kw_only=True)
class Sheet(Generic[V]):
    """`name` is the file's, in ASCII; `title` the sheet's."""

    name: str
    title: Words
    columns: Sequence[Column[Any]]


@dataclass(frozen=True, kw_only=True)
class _File:
    """What is to be sent; `what` names it in the log of looks."""

    name: str
    what: str
    title: str
    head: list[Cell]
    batches: Batches


def format_of(ask: Ask[Any, Any]) -> Format:
    """The form that is asked for: by `format`, else by the header Accept."""
    query = ask.query
    if isinstance(query, FileQuery) and query.format is not None:
        return query.format
    return preferred(ask.request.headers.get("Accept", ""))


def wants_file(ask: Ask[Any, Any]) -> bool:
    return format_of(ask) != "json"


async def export_list(
    ask: Ask[Any, Any],
    sheet: Sheet[V],
    read: Callable[[Key | None, int], Awaitable[Page[R]]],
    show: Callable[[R], V],
    visibility: NumberVisibility,
    asked: Asked = NOTHING_ASKED,
) -> web.StreamResponse:
    """All rows that `read(after, limit)` gives, page after page, as `show` shows them to this person."""
    moment = local(ask.now, ask.services.zone)
    file = _File(
        name=f"{sheet.name}-{moment:%Y%m%d-%H%M%S}",
        what=sheet.name,
        title=said(sheet.title, ask.query.lang),
        head=header(sheet.columns, ask.query.lang),
        batches=_batches(ask, sheet, read, show),
    )
    return await _send(ask, file, visibility, asked)


async def export_rows(
    ask: Ask[Any, Any], name: str, title: Words, head: Sequence[Cell], rows: Sequence[Sequence[Cell]]
) -> web.StreamResponse:
    """A short table that is there already, as figures are."""

    async def batches() -> Batches:
        yield [list(row) for row in rows]

    file = _File(name=name, what=name, title=said(title, ask.query.lang), head=list(head), batches=batches())
    return await _send(ask, file, ask.visibility(), NOTHING_ASKED)


async def _batches(
    ask: Ask[Any, Any],
    sheet: Sheet[V],
    read: Callable[[Key | None, int], Awaitable[Page[R]]],
    show: Callable[[R], V],
) -> Batches:
    after: Key | None = None
    while True:
        found = await _insist(read, after)
        yield await asyncio.to_thread(_cells, ask, sheet, show, found.rows)
        if found.next is None:
            return
        after = found.next


async def _insist(read: Callable[[Key | None, int], Awaitable[Page[R]]], after: Key | None) -> Page[R]:
    """The next page. Once an export has begun, it waits while others search."""
    while True:
        try:
            return await read(after, BATCH)
        except TooManySearchesError:
            if after is None:
                raise
            await asyncio.sleep(AGAIN_S)


def _cells(ask: Ask[Any, Any], sheet: Sheet[V], show: Callable[[R], V], rows: Sequence[R]) -> list[list[Cell]]:
    return cells(sheet.columns, (show(row) for row in rows), ask.query.lang)


async def _send(ask: Ask[Any, Any], file: _File, visibility: NumberVisibility, asked: Asked) -> web.StreamResponse:
    form = format_of(ask)
    with ask.services.exports.one(ask.who.username):
        seen = ask.look(visibility, "export", f"{file.what}.{form}", ask.with_filters(asked))
        look_id = await ask.services.database.write(looks.begin_export, replace(seen, full_number=True))
        rows = _Rows(ask, file.batches, look_id, visibility)
        try:
            async with aclosing(rows.batches()) as batches:
                send = _send_csv if form == "csv" else _send_xlsx
                return await send(ask, file, batches)
        finally:
            await rows.record_end()


class _Rows:
    """Counts the rows that pass, and records how many they were when there are no more, or nobody takes them."""

    def __init__(self, ask: Ask[Any, Any], batches: Batches, look_id: int, visibility: NumberVisibility) -> None:
        self._ask = ask
        self._batches = batches
        self._look_id = look_id
        self._visibility = visibility
        self._rows = 0
        self._recorded = False

    async def batches(self) -> Batches:
        async for batch in self._batches:
            self._rows += len(batch)
            yield batch
        await self.record_end()

    async def record_end(self) -> None:
        if self._recorded:
            return
        saw_full = self._visibility.saw_full
        try:
            await self._ask.services.database.write(looks.end_export, self._look_id, self._rows, full_number=saw_full)
        except SQLAlchemyError as error:
            log.warning("the end of export %d is not recorded: %s", self._look_id, type(error).__name__)
        self._recorded = True


def _response(file: _File, form: Format) -> web.StreamResponse:
    kind = f"{CSV_TYPE}; charset=utf-8" if form == "csv" else XLSX_TYPE
    return web.StreamResponse(
        headers={
            **SECURITY_HEADERS,
            "Content-Type": kind,
            "Content-Disposition": f'attachment; filename="{file.name}.{form}"',
            "Cache-Control": "no-store",
        }
    )


async def _send_csv(ask: Ask[Any, Any], file: _File, batches: Batches) -> web.StreamResponse:
    """The first batch is read before the answer begins, so that a search that is refused is still a problem."""
    first = await anext(batches)
    response = _response(file, "csv")
    await response.prepare(ask.request)
    try:
        await _write(response, csv_file.BOM + csv_file.text([file.head, *first]).encode())
        async for batch in batches:
            text = await asyncio.to_thread(csv_file.text, batch)
            await _write(response, text.encode())
    except (TimeoutError, ConnectionError, SearchTooLongError, SQLAlchemyError) as error:
        _break_off(ask, error)
    return response


async def _send_xlsx(ask: Ask[Any, Any], file: _File, batches: Batches) -> web.StreamResponse:
    """An XLSX begins to leave when it is complete: it is a zip with its rows in front of what describes them."""
    state_dir = ask.services.settings.state_dir
    with TemporaryDirectory(prefix="export-", dir=state_dir) as folder:
        path = Path(folder) / "file.xlsx"
        book = await asyncio.to_thread(XlsxFile, path, file.title, file.head)
        try:
            async for batch in batches:
                _check_space(ask, Path(folder))
                await asyncio.to_thread(book.add, batch)
        finally:
            await asyncio.to_thread(book.close)
        return await _send_file(ask, file, path)


async def _send_file(ask: Ask[Any, Any], file: _File, path: Path) -> web.StreamResponse:
    response = _response(file, "xlsx")
    with path.open("rb") as content:
        response.content_length = os.fstat(content.fileno()).st_size
        await response.prepare(ask.request)
        try:
            while chunk := await asyncio.to_thread(content.read, CHUNK):
                await _write(response, chunk)
        except (TimeoutError, ConnectionError) as error:
            _break_off(ask, error)
    return response


async def _write(response: web.StreamResponse, content: bytes) -> None:
    async with asyncio.timeout(CLIENT_S):
        await response.write(content)


def _break_off(ask: Ask[Any, Any], error: Exception) -> None:
    """The answer has begun, so the client can only learn from a broken connection that it is not complete."""
    log.warning("an export was broken off: %s", type(error).__name__)
    if ask.request.transport is not None:
        ask.request.transport.abort()


def _check_space(ask: Ask[Any, Any], folder: Path) -> None:
    """An export never takes the space that calls need."""
    if shutil.disk_usage(folder).free < ask.services.settings.hotline.disk.warn_mb * MB:
        raise Problem(503, "There is too little space on the disk for an XLSX. Ask for CSV.")

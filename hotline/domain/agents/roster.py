"""A list of agents as CSV, from a spreadsheet: every mistake is named with its line, so that it can be mended at once.

Titles of columns and names of roles are in Chinese or English. Nothing here knows which names are taken.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from hotline.domain.agents.agent import Role

MOST_AGENTS = 200
LONGEST_TEXT = 100_000
USERNAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
EXTENSION = "[0-9]{2,6}"
LONGEST_NAME = 64

_COLUMNS: Mapping[str, str] = {
    "用户名": "username",
    "姓名": "name",
    "角色": "role",
    "分机": "extension",
    "队列": "queues",
} | {name: name for name in ("username", "name", "role", "extension", "queues")}
_REQUIRED = ("username", "name")
_ROLES: Mapping[str, Role] = {
    "": Role.AGENT,
    "座席": Role.AGENT,
    "话务员": Role.AGENT,
    "班长": Role.SUPERVISOR,
    "管理员": Role.ADMIN,
    "审计员": Role.AUDITOR,
    "审计": Role.AUDITOR,
} | {role.value: role for role in Role}
_BETWEEN_QUEUES = re.compile(r"[;；、|]")
_SHOWN = 40  # characters of a wrong value
# in one line, without control characters and what hides or turns text round
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Rule(Enum):
    """What is wrong with a line."""

    TEXT = "text"  # no CSV, or longer than LONGEST_TEXT
    EMPTY = "empty"  # no line besides the titles
    TOO_MANY = "too_many"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    COLUMNS = "columns"  # more values than titles
    USERNAME = "username"
    NAME = "name"
    ROLE = "role"
    EXTENSION = "extension"
    QUEUE = "queue"
    PENALTY = "penalty"
    TWICE = "twice"  # the same username or extension in two lines
    TAKEN = "taken"
    RESERVED = "reserved"  # an extension that is a public number


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """`line` counts from 1, the titles' line; `column` is the field's English name, "" when it is about the line."""

    line: int
    column: str
    rule: Rule
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An agent to be; `penalties` by queue, in the order of the list."""

    line: int
    username: str
    name: str
    role: Role
    extension: str | None
    penalties: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Roster:
    entries: Sequence[Entry]
    mistakes: Sequence[Mistake]


def parse(text: str, queues: Collection[str]) -> Roster:
    """Entries are only those without a mistake of their own."""
    try:
        lines = list(_lines(text))
    except (csv.Error, ValueError):
        return Roster(entries=[], mistakes=[Mistake(line=1, column="", rule=Rule.TEXT)])
    if not lines:
        return Roster(entries=[], mistakes=[Mistake(line=1, column="", rule=Rule.EMPTY)])
    titles = [_COLUMNS.get(title.strip().lower(), "") for title in lines[0][1]]
    mistakes = list(_wrong_titles(titles, lines[0][1]))
    body = lines[1:]
    if not mistakes and not body:
        mistakes.append(Mistake(line=1, column="", rule=Rule.EMPTY))
    if len(body) > MOST_AGENTS:
        mistakes.append(Mistake(line=body[MOST_AGENTS][0], column="", rule=Rule.TOO_MANY, value=str(MOST_AGENTS)))
    if mistakes:
        return Roster(entries=[], mistakes=mistakes)
    entries = []
    for number, values in body:
        entry, wrong = _entry(number, titles, values, queues)
        mistakes += wrong
        entries += [entry] if entry is not None else []
    mistakes += _twice(entries)
    return Roster(entries=entries, mistakes=sorted(mistakes, key=lambda one: one.line))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, with their numbers."""
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise ValueError("no such list")
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    for values in reader:
        if any(value.strip() for value in values):
            yield reader.line_num, values


def _wrong_titles(titles: Sequence[str], written: Sequence[str]) -> Iterator[Mistake]:
    for title, word in zip(titles, written, strict=True):
        if not title and word.strip():
            yield Mistake(line=1, column="", rule=Rule.UNKNOWN_COLUMN, value=word[:_SHOWN])
    for title in set(titles) - {""}:
        if titles.count(title) > 1:
            yield Mistake(line=1, column=title, rule=Rule.TWICE)
    for title in _REQUIRED:
        if title not in titles:
            yield Mistake(line=1, column=title, rule=Rule.MISSING_COLUMN)


def _entry(
    line: int, titles: Sequence[str], values: Sequence[str], queues: Collection[str]
) -> tuple[Entry | None, list[Mistake]]:
    if any(value.strip() for value in values[len(titles) :]):
        return None, [Mistake(line=line, column="", rule=Rule.COLUMNS)]
    given = {title: value.strip() for title, value in zip(titles, values, strict=False) if title}
    penalties, mistakes = _skills(line, given.get("queues", ""), queues)
    role = _ROLES.get(given.get("role", "").lower())
    extension = given.get("extension", "")
    for column, rule, fine in (
        ("username", Rule.USERNAME, _is_username(given.get("username", ""))),
        ("name", Rule.NAME, _is_name(given.get("name", ""))),
        ("role", Rule.ROLE, role is not None),
        ("extension", Rule.EXTENSION, not extension or re.fullmatch(EXTENSION, extension, re.ASCII) is not None),
    ):
        if not fine:
            mistakes.append(Mistake(line=line, column=column, rule=rule, value=given.get(column, "")[:_SHOWN]))
    if mistakes or role is None:
        return None, mistakes
    entry = Entry(
        line=line,
        username=given["username"],
        name=given["name"],
        role=role,
        extension=extension or None,
        penalties=penalties,
    )
    return entry, []


def _is_username(text: str) -> bool:
    return re.fullmatch(USERNAME, text, re.ASCII) is not None and text.lower() != "me"


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME and not _UNPRINTABLE.search(text)


def _skills(line: int, text: str, queues: Collection[str]) -> tuple[dict[str, int], list[Mistake]]:
    """ "hotline; expert:5" """
    penalties: dict[str, int] = {}
    mistakes = []
    for part in filter(None, (part.strip() for part in _BETWEEN_QUEUES.split(text))):
        name, _, penalty = part.replace("：", ":").partition(":")
        if name.strip() not in queues:
            mistakes.append(Mistake(line=line, column="queues", rule=Rule.QUEUE, value=name[:_SHOWN]))
        elif not re.fullmatch(r"\s*(\d{1,2}|100)?\s*", penalty, re.ASCII):
            mistakes.append(Mistake(line=line, column="queues", rule=Rule.PENALTY, value=penalty[:_SHOWN]))
        else:
            penalties[name.strip()] = int(penalty.strip() or 0)
    return penalties, mistakes


def _twice(entries: Sequence[Entry]) -> list[Mistake]:
    mistakes = []
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        for column, value in (("username", entry.username.lower()), ("extension", entry.extension or "")):
            if value and (column, value) in seen:
                mistakes.append(Mistake(line=entry.line, column=column, rule=Rule.TWICE, value=value))
            seen.add((column, value))
    return mistakes

"""The names used in a rendered configuration of Asterisk: contexts, channel variables, marks, user events, groups."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_CONTEXT = re.compile(r"(?<![\w/.-])(?:hotline|from|arrival|queue|origin)-[a-z0-9_-]+")
_SOUNDS = re.compile(r"(?:Playback|Read)\([^)]*\)|^(?:queue-[a-z]+|periodic-announce) =.*$", re.MULTILINE)
_FUNCTION = re.compile(r"([A-Z_]+)\((.*)\)", re.DOTALL)
_PLAIN = re.compile(r"([A-Za-z_]\w*)(?::-?\d+)*")
_FAMILY = re.compile(r"([A-Z_]+_)\$\{.*\}", re.DOTALL)


@dataclass(kw_only=True)
class Names:
    """`sections` are the contexts defined, `contexts` those referred to. `assigned` and `read` are variables. `marks`
    are those of calls, `steps` those of transfers. `user_events` include their headers.
    `letters` begin the ids of transfers.
    """

    sections: set[str] = field(default_factory=set)
    contexts: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    user_events: set[tuple[str, ...]] = field(default_factory=set)
    cel_events: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    database: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)

    def add(self, files: Mapping[str, str]) -> None:
        """Add the names of a rendered configuration: file name → content."""
        for file, text in files.items():
            lines = [line for line in text.splitlines() if not line.startswith(";")]
            plain = "\n".join(line for line in lines if not line.startswith("["))
            self.contexts |= set(_CONTEXT.findall(_SOUNDS.sub("", plain)))
            self.contexts |= set(re.findall(r"^context = (\S+)$", plain, re.MULTILINE))
            self.assigned |= set(re.findall(r"^set_var = (\w+)=", plain, re.MULTILINE))
            if file.startswith("extensions"):
                self.sections |= {line.strip("[]") for line in lines if line.startswith("[")}
                for line in plain.splitlines():
                    self._add_line(line)

    def _add_line(self, line: str) -> None:
        self.assigned |= set(re.findall(r"^([A-Z_]+) = ", line))
        self.assigned |= set(re.findall(r"\bRead\((\w+),", line))
        for target in _after(line, r"\bSet\(", "="):
            self._assign(target)
        for inner in _after(line, r"\$\{", "}"):
            self._look_at(inner)
        self.marks |= set(re.findall(r"Gosub\(hotline-mark,s,1\(([a-z_]+)", line))
        self.steps |= set(re.findall(r"Gosub\(hotline-transfer-mark,s,1\(([a-z_]+)", line))
        for event, rest in re.findall(r"\bUserEvent\((\w+),(.*)\)$", line):
            self.user_events.add((event, *re.findall(r"(?:^|,)(\w+): ", rest)))
        self.letters |= set(re.findall(r"(?<![A-Z])_*T_ID=([a-z])\$", line))
        self.letters |= set(re.findall(r"\$\{T_ID:0:1\}\)?\}?\" !?= \"([a-z])\"", line))
        self.cel_events |= set(re.findall(r"\bCELGenUserEvent\((\w+),", line))

    def _assign(self, target: str) -> None:
        """The left side of a Set: a variable, EXPORT(channel,variable), GROUP(category) …"""
        match _called(target):
            case None:
                self.assigned.add(target.lstrip("_"))
            case ("LOCAL" | "EXPORT", arguments):
                self._assign(arguments[-1])
            case ("ARRAY", arguments):
                self.assigned |= {name.lstrip("_") for name in arguments}
            case ("GROUP", [category]):
                self.groups.add(category)
            case ("DB", [key]):
                self.database.add(key.partition("/")[0])

    def _look_at(self, inner: str) -> None:
        """The content of ${…}: a variable, or a function, some of which take a variable's name."""
        if found := _PLAIN.fullmatch(inner) or _FAMILY.fullmatch(inner):
            self.read.add(found[1])
        match _called(inner):
            case ("IMPORT", arguments):
                self._look_at(arguments[-1])
            case ("CUT" | "FIELDQTY", arguments):
                self._look_at(arguments[0])
            case ("GROUP_COUNT", [group]):
                self.groups.add(group.rpartition("@")[2])
            case ("DB", [key]):
                self.database.add(key.partition("/")[0])


def _called(text: str) -> tuple[str, list[str]] | None:
    found = _FUNCTION.fullmatch(text)
    return (found[1], list(_arguments(found[2]))) if found else None


def _after(line: str, begin: str, end: str) -> Iterator[str]:
    """The text between each `begin` (a pattern), also nested ones, and its `end`."""
    for found in re.finditer(begin, line):
        yield _until(line, found.end(), end)


def _arguments(text: str) -> Iterator[str]:
    start = 0
    while start <= len(text):
        part = _until(text, start, ",")
        yield part
        start += len(part) + 1


def _until(text: str, start: int, end: str) -> str:
    """From `start` to the first `end` outside of brackets, or to the end of the text."""
    depth = 0
    for position in range(start, len(text)):
        if text[position] == end and depth == 0:
            return text[start:position]
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(text[position], 0)
    return text[start:]

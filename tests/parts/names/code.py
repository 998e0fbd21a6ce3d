"""What our own Python code says: its texts, and which members of an enum it uses."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
CODE = ("hotline", "asterisk_conf", "cti", "ivr", "callback", "agent_api", "ops")
LISTS = ROOT / "hotline" / "names"


@cache
def modules() -> dict[Path, ast.Module]:
    """All modules but tests and the lists of names themselves."""
    paths = (path for package in CODE for path in (ROOT / package).rglob("*.py") if LISTS not in path.parents)
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def texts() -> Iterator[tuple[str, str]]:
    """Where a text stands that is no docstring, and the text."""
    for path, tree in modules().items():
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def members_used(enum: str) -> set[str]:
    """The members of the enum of that name that some code names."""
    return {
        node.attr
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == enum
    }

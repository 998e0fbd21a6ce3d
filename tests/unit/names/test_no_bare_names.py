"""In Python the names of hotline.names stand nowhere else as text: types find a misspelt one, not callers."""

import re

from hotline.names.contexts import Context, ContextFamily
from hotline.names.dialplan import DatabaseFamily, UserEvent
from hotline.names.marks import Mark
from hotline.names.variables import SORRY_MS, Variable, Who
from tests.parts.names.code import members_used, texts

_BY_ROLES = {one.name for one in Variable if Who.ROLES in one.set_by | one.read_by}
_ASTERISKS = {one.name for one in Variable if Who.ASTERISK in one.set_by | one.read_by}
_VARIABLE = re.compile(rf"_*(?:{'|'.join({one.name for one in Variable} - _ASTERISKS | _BY_ROLES)})")
_CONTEXT = re.compile(rf"(?<![\w/.-])(?:{'|'.join(one for one in Context if '-' in one)})(?![\w/.-])")


def is_name(text: str) -> bool:
    """Whether a text is, or begins a command with, a name of the lists that Asterisk has not made."""
    return bool(
        _CONTEXT.search(text)
        or _VARIABLE.fullmatch(text)
        or text in {ContextFamily.TRUNK, *UserEvent, DatabaseFamily.CONTACTS}
        or text.startswith(SORRY_MS)
    )


def test_no_name_stands_as_text_outside_the_lists() -> None:
    assert [f"{where}: {text!r}" for where, text in texts() if is_name(text)] == []


def test_every_variable_of_the_roles_is_used_by_one_and_no_other_is() -> None:
    assert members_used("Variable") == _BY_ROLES


def test_every_mark_means_something_to_a_rule() -> None:
    assert members_used("Mark") == set(Mark.__members__)

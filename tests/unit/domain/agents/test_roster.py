"""A list of agents from a spreadsheet: what is taken, and how each mistake is named."""

import pytest

from hotline.domain.agents.agent import Role
from hotline.domain.agents.roster import LONGEST_TEXT, MOST_AGENTS, Entry, Rule, parse

QUEUES = ("hotline", "expert")


def mistakes(text: str) -> list[tuple[int, str, Rule]]:
    return [(one.line, one.column, one.rule) for one in parse(text, QUEUES).mistakes]


def test_a_list_in_chinese_and_one_in_english_are_the_same() -> None:
    chinese = (
        '\ufeff用户名,姓名,角色,分机,队列\r\nanna,安娜,座席,1001,"hotline；expert:5"\r\n\r\nboss,班长甲,班长,,\r\n'
    )
    english = (
        "username;name;role;extension;queues\nanna;安娜;agent;1001;hotline|expert：5\n;;;;\nboss;班长甲;supervisor\n"
    )
    first, second = parse(chinese, QUEUES), parse(english, QUEUES)
    assert (first.mistakes, second.mistakes) == ([], [])
    anna = Entry(
        line=2,
        username="anna",
        name="安娜",
        role=Role.AGENT,
        extension="1001",
        penalties={"hotline": 0, "expert": 5},
    )
    assert next(iter(first.entries)) == next(iter(second.entries)) == anna
    assert [(one.username, one.role, one.extension) for one in second.entries][1] == ("boss", Role.SUPERVISOR, None)


def test_every_mistake_is_named_with_its_line() -> None:
    text = (
        "用户名,姓名,角色,分机,队列\n"
        "李四,李四,座席,1001,hotline\n"
        "ben,,厨师,12345678,hotline:101\n"
        "cora,科拉,座席,1002,bakery\n"
        "dora,多拉,座席,1003,hotline,too much\n"
        "Emil,埃米尔,座席,1004,\n"
        "emil,埃米尔,座席,1004,\n"
        "me,我,座席,,\n"
    )
    assert mistakes(text) == [
        (2, "username", Rule.USERNAME),
        (3, "queues", Rule.PENALTY),
        (3, "name", Rule.NAME),
        (3, "role", Rule.ROLE),
        (3, "extension", Rule.EXTENSION),
        (4, "queues", Rule.QUEUE),
        (5, "", Rule.COLUMNS),
        (7, "username", Rule.TWICE),
        (7, "extension", Rule.TWICE),
        (8, "username", Rule.USERNAME),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, "", Rule.EMPTY)]),
        ("用户名,姓名\n", [(1, "", Rule.EMPTY)]),
        ("用户名,邮箱\nanna,a@b\n", [(1, "", Rule.UNKNOWN_COLUMN), (1, "name", Rule.MISSING_COLUMN)]),
        ("用户名,姓名,姓名\na,b,c\n", [(1, "name", Rule.TWICE)]),
        ("a" * (LONGEST_TEXT + 1), [(1, "", Rule.TEXT)]),
        ('用户名,姓名\n"anna', [(1, "", Rule.TEXT)]),
        ("用户名,姓名\nan\0na,b\n", [(1, "", Rule.TEXT)]),
        ("用户名,姓名\n" + "a,b\n" * (MOST_AGENTS + 1), [(MOST_AGENTS + 2, "", Rule.TOO_MANY)]),
    ],
    ids=["nothing", "titles only", "other titles", "a title twice", "too long", "an open quote", "a NUL", "too many"],
)
def test_what_is_no_list(text: str, found: list[tuple[int, str, Rule]]) -> None:
    assert mistakes(text) == found


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x")', "<script>alert(1)</script>", "'; DROP TABLE agents; --", "@SUM"]
)
def test_a_hostile_name_is_a_name_and_nothing_else(name: str) -> None:
    quoted = name.replace('"', '""')
    (entry,) = parse(f'username,name\nanna,"{quoted}"\n', QUEUES).entries
    assert entry.name == name


@pytest.mark.parametrize("name", ["a\nb", "a\x1bb", "a\u202eb", "x" * 65])
def test_a_name_that_hides_or_turns_text_round_is_refused(name: str) -> None:
    assert mistakes(f'username,name\nanna,"{name}"\n')[0][1:] == ("name", Rule.NAME)

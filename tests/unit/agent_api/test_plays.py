"""Plays of recordings: each from the beginning is one, a jump belongs to the play before it."""

from agent_api.runtime.plays import GOES_ON_S, Plays


def test_each_play_from_the_beginning_is_a_new_one() -> None:
    plays = Plays(lambda: 0.0)
    assert [plays.is_new("anna", "call 1", 0) for _ in range(2)] == [True, True]


def test_a_jump_belongs_to_the_play_before_it() -> None:
    now = [0.0]
    plays = Plays(lambda: now[0])
    assert plays.is_new("anna", "call 1", 0)
    now[0] = GOES_ON_S - 1
    assert not plays.is_new("anna", "call 1", 4096)
    now[0] += GOES_ON_S - 1  # a jump keeps it going
    assert not plays.is_new("anna", "call 1", 8192)


def test_who_begins_in_the_midst_has_begun_a_play() -> None:
    now = [0.0]
    plays = Plays(lambda: now[0])
    assert plays.is_new("anna", "call 1", 1)
    assert plays.is_new("ben", "call 1", 4096)
    assert plays.is_new("anna", "call 2", 4096)
    now[0] = GOES_ON_S
    assert plays.is_new("anna", "call 1", 4096)

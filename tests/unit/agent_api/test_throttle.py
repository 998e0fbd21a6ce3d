"""Guessing passwords: how often, and for how long it is refused."""

import asyncio

import pytest

from agent_api.problem import Problem
from agent_api.throttle import FAILURES, FORGET_S, REMEMBERED, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def fail(throttle: Throttle, username: str = "anna", address: str = "10.0.0.1") -> None:
    async with throttle.attempt(username, address):
        pass


async def test_ten_failures_are_free_the_eleventh_attempt_is_refused() -> None:
    throttle = Throttle(Clock())
    for _ in range(FAILURES):
        await fail(throttle)
    with pytest.raises(Problem) as refused:
        await fail(throttle)
    assert refused.value.status == 429
    assert refused.value.headers["Retry-After"] == "300"


async def test_another_address_and_another_user_are_not_touched() -> None:
    throttle = Throttle(Clock())
    for _ in range(FAILURES):
        await fail(throttle)
    await fail(throttle, address="10.0.0.2")
    await fail(throttle, username="ben")


async def test_after_a_while_it_is_forgotten() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FAILURES):
        await fail(throttle)
    clock.now += FORGET_S
    await fail(throttle)


async def test_a_success_makes_good() -> None:
    throttle = Throttle(Clock())
    for _ in range(3):
        for _ in range(FAILURES - 1):
            await fail(throttle)
        async with throttle.attempt("anna", "10.0.0.1") as attempt:
            attempt.succeeded = True


async def test_many_at_once_are_no_free_guesses() -> None:
    throttle = Throttle(Clock())
    results = await asyncio.gather(*(fail(throttle) for _ in range(50)), return_exceptions=True)
    assert sum(isinstance(result, Problem) for result in results) == 50 - FAILURES


async def test_a_flood_of_names_fills_no_memory() -> None:
    throttle = Throttle(Clock())
    for number in range(REMEMBERED + 50):
        await fail(throttle, username=f"user{number}")
    assert len(throttle._records) == REMEMBERED

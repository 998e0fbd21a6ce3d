"""Guessing passwords: how often, and for how long it is refused."""

import asyncio
from collections.abc import Awaitable

import pytest

from agent_api.login.throttle import (
    ADDRESS_FAILURES,
    ADDRESS_REFILL_S,
    FAILURES,
    FORGET_S,
    REMEMBERED,
    USER_FAILURES,
    Throttle,
)
from agent_api.protocol.problem import Problem


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def fail(
    throttle: Throttle, username: str = "anna", address: str = "10.0.0.1", *, device: str = "", known: bool = False
) -> None:
    async with throttle.attempt(username, address, device=device, knows_address=known):
        pass


async def is_refused(attempt: Awaitable[None]) -> bool:
    try:
        await attempt
    except Problem as problem:
        return problem.status == 429
    return False


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


async def test_an_address_that_sprays_many_users_is_slowed_down() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    tried = [await is_refused(fail(throttle, f"user{number}")) for number in range(200)]
    assert tried.count(False) == ADDRESS_FAILURES
    clock.now += ADDRESS_REFILL_S
    assert not await is_refused(fail(throttle, "user201"))
    assert await is_refused(fail(throttle, "user202"))
    assert not await is_refused(fail(throttle, "user203", "10.0.0.2"))


async def test_a_household_has_one_budget_in_ipv6() -> None:
    throttle = Throttle(Clock())
    for number in range(ADDRESS_FAILURES):
        await fail(throttle, f"user{number}", f"2001:db8::{number:x}")
    assert await is_refused(fail(throttle, "one more", "2001:db8::ffff"))
    assert not await is_refused(fail(throttle, "one more", "2001:db8:0:1::1"))


async def test_many_addresses_that_try_one_user_are_slowed_down() -> None:
    throttle = Throttle(Clock())
    tried = [await is_refused(fail(throttle, "anna", f"10.0.1.{number}")) for number in range(100)]
    assert tried.count(False) == USER_FAILURES


async def test_nobodys_guessing_locks_the_person_out() -> None:
    throttle = Throttle(Clock())
    for number in range(USER_FAILURES):
        await fail(throttle, "anna", f"10.0.1.{number}")
    for number in range(ADDRESS_FAILURES):
        await fail(throttle, f"user{number}")
    assert await is_refused(fail(throttle, "anna"))
    for _ in range(FAILURES):
        await fail(throttle, "anna", known=True)  # from where she has logged in before
    assert await is_refused(fail(throttle, "anna", known=True))
    await fail(throttle, "anna", device="her browser")


async def test_a_known_browser_has_no_free_guesses_either() -> None:
    throttle = Throttle(Clock())
    for _ in range(FAILURES):
        await fail(throttle, device="her browser")
    assert await is_refused(fail(throttle, device="her browser"))


async def test_a_shift_behind_one_address_logs_in_at_once() -> None:
    throttle = Throttle(Clock())

    async def log_in(username: str) -> None:
        async with throttle.attempt(username, "10.0.0.1") as attempt:
            await asyncio.sleep(0)
            attempt.succeeded = True

    await asyncio.gather(*(log_in(f"user{number}") for number in range(10 * ADDRESS_FAILURES)))


async def test_a_flood_of_names_fills_no_memory() -> None:
    throttle = Throttle(Clock())
    for number in range(REMEMBERED + 50):
        await fail(throttle, username=f"user{number}", address=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(throttle._records) == len(throttle._addresses._budgets) == REMEMBERED

"""Hashes and verifies passwords off the event loop, because argon2 is slow by design.

Unknown devices (agent_api.login.throttle) have a separate thread, so that users on known ones do not wait behind
guesses.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from agent_api.protocol.problem import Problem
from hotline.store.agents.passwords import hash_password, verify_password

THREADS = 2
FOR_STRANGERS = 1
IN_LINE = 256  # more simultaneous attempts than any shift has people must be an attack


class Passwords:
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._for_strangers = ThreadPoolExecutor(FOR_STRANGERS, thread_name_prefix="argon2-strangers")
        self._in_line = 0

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, hash_password, password)

    async def verify(self, password_hash: str | None, password: str, *, stranger: bool = False) -> bool:
        """Whether the password is right. Without a hash (no such user) it takes as long, and returns False."""
        if self._in_line >= IN_LINE:
            raise Problem(503, "Too many log-ins at once. Try again.", headers={"Retry-After": "2"})
        self._in_line += 1
        try:
            fits = await asyncio.get_running_loop().run_in_executor(
                self._for_strangers if stranger else self._threads,
                verify_password,
                password_hash or _nobodys_hash(),
                password,
            )
        finally:
            self._in_line -= 1
        return fits and password_hash is not None

    def close(self) -> None:
        for threads in (self._threads, self._for_strangers):
            threads.shutdown(wait=False, cancel_futures=True)


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody's")

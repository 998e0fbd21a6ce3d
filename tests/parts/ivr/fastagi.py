"""What stands in for the ivr role: a FastAGI server of a test's own, or one that is frozen."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from ivr.agi import Conversation
from ivr.server import Server


@contextmanager
def listening(port: int, handle: Callable[[Conversation], None]) -> Iterator[None]:
    """A FastAGI server in our own process."""
    server = Server("127.0.0.1", port, handle)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()


@contextmanager
def frozen_ivr(port: int, words: bytes) -> Iterator[None]:
    """Takes every call, says `words` again and again, and never lets go."""
    stopping = threading.Event()

    def hold(listener: socket.socket) -> None:
        with ExitStack() as held:
            calls: list[socket.socket] = []
            while not stopping.is_set():
                with suppress(TimeoutError):
                    calls.append(held.enter_context(listener.accept()[0]))
                for call in calls:
                    with suppress(OSError):  # it has hung up
                        call.sendall(words)

    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(0.2)
        thread = threading.Thread(target=hold, args=(listener,))
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join()

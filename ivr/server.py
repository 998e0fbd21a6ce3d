"""The FastAGI server: one thread per call, with limits on the number of calls and on their time.

A call never waits for this server: the connection is closed at once beyond MAX_CALLS, after CALL_S at the latest, and
when a handler fails, and then the dialplan goes on by itself. Peers that are not known to be Asterisk share STRANGERS
places, so that idle connections from elsewhere cannot use up Asterisk's.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable

from ivr.agi import AGIError, AGIHangup, Conversation

MAX_CALLS = 500
STRANGERS = 16
CALL_S = 4.0  # the dialplan gives up after 3 s
SILENCE_S = 2.0  # longest wait for a line from Asterisk
_TICK_S = 0.2

log = logging.getLogger(__name__)


class Server:
    """Listens from the constructor on; `run` serves until `stop` is called (from any thread)."""

    def __init__(
        self,
        host: str,
        port: int,
        handle: Callable[[Conversation], None],
        max_calls: int = MAX_CALLS,
        knows: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._handle = handle
        self._max_calls = max_calls
        self._knows = knows
        self._strangers: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._calls: dict[socket.socket, float] = {}  # connection → monotonic deadline
        self._stopping = threading.Event()
        self._listener = socket.create_server((host, port), backlog=512)
        self._listener.settimeout(_TICK_S)
        self.served = 0
        self.refused = 0

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def calls(self) -> int:
        """The number of connections being served."""
        with self._lock:
            return len(self._calls)

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._accept()
                self._close_overdue()
        finally:
            self._listener.close()

    def stop(self) -> None:
        self._stopping.set()

    def _accept(self) -> None:
        try:
            connection, peer = self._listener.accept()
        except TimeoutError:
            return
        except OSError as error:  # no file descriptors left, or the peer has gone already
            log.warning("a call was not accepted: %s", error)
            self._stopping.wait(_TICK_S)
            return
        is_stranger = not self._knows(str(peer[0]))
        with self._lock:
            full = len(self._calls) >= self._max_calls or (is_stranger and len(self._strangers) >= STRANGERS)
            if not full:
                self._calls[connection] = time.monotonic() + CALL_S
                if is_stranger:
                    self._strangers.add(connection)
        if full:
            self.refused += 1
            connection.close()
            return
        try:
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        except RuntimeError:  # the machine has no threads left
            self._forget(connection)
            self.refused += 1

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(SILENCE_S)
            self._converse(connection)
        except AGIHangup:
            log.debug("a caller hung up before the queue")
        except (AGIError, OSError) as error:
            log.warning("a call was given back: %s", error)
        except Exception:
            log.exception("a call was given back")
        finally:
            self.served += 1
            self._forget(connection)

    def _converse(self, connection: socket.socket) -> None:
        call = Conversation(connection)
        try:
            self._handle(call)
        finally:
            call.close()

    def _close_overdue(self) -> None:
        """Shut down connections past their deadline; the blocked read of their thread then sees the
        end of the stream.
        """
        now = time.monotonic()
        with self._lock:
            overdue = [connection for connection, until in self._calls.items() if until < now]
        for connection in overdue:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def _forget(self, connection: socket.socket) -> None:
        with self._lock:
            self._calls.pop(connection, None)
            self._strangers.discard(connection)
        connection.close()

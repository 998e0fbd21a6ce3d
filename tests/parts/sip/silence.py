"""A server that accepts connections and never answers, like a stopped process of ours."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silent_server(port: int) -> Iterator[None]:
    """Listens on 127.0.0.1; the kernel accepts the connections, nothing reads them."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen(64)
        yield

"""A TCP server on loopback for the length of a test: one function serves each connection."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
_PATIENCE_S = 10.0


@dataclass
class Visit:
    """One connection: its socket, which one it is (from 0), and whether the test is over."""

    socket: socket.socket
    number: int
    over: threading.Event

    def lines(self) -> list[str]:
        """Read a request up to its empty line; [] when the client has gone."""
        head = b""
        while b"\r\n\r\n" not in head:
            more = self.socket.recv(1)
            if not more:
                return []
            head += more
        return head.decode("latin-1").split("\r\n")[:-2]

    def wait(self, seconds: float) -> None:
        """Wait, but not beyond the end of the test."""
        self.over.wait(seconds)

    def linger(self) -> None:
        """Keep the connection open and silent until the test is over or the client leaves."""
        self.socket.settimeout(0.05)
        while not self.over.is_set():
            with suppress(TimeoutError):
                if not self.socket.recv(1024):
                    return


@dataclass
class Loopback:
    """A server: where it listens and how many have come."""

    port: int
    n_visits: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def place(self) -> str:
        """Host and port."""
        return f"{LOOPBACK}:{self.port}"


@contextmanager
def serving(serve: Callable[[Visit], None], port: int = 0) -> Iterator[Loopback]:
    """Serve every connection with ``serve`` in a thread; none of them outlives the block."""
    listening = socket.create_server((LOOPBACK, port))
    listening.settimeout(0.02)
    server = Loopback(listening.getsockname()[1])
    threads: list[threading.Thread] = []

    def visited(connection: socket.socket, number: int) -> None:
        # Whoever leaves in the middle is what the tests are about.
        with connection, suppress(ConnectionError, TimeoutError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(_PATIENCE_S)
            serve(Visit(connection, number, server.over))

    def accept() -> None:
        while not server.over.is_set():
            with suppress(TimeoutError):
                connection, _ = listening.accept()
                thread = threading.Thread(target=visited, args=(connection, server.n_visits))
                server.n_visits += 1
                threads.append(thread)
                thread.start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        server.over.set()
        accepting.join(_PATIENCE_S)
        for thread in threads:
            thread.join(_PATIENCE_S)
        listening.close()
        assert not any(thread.is_alive() for thread in [accepting, *threads])


def closed_port() -> int:
    """Return a port at which nothing listens."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        return int(listening.getsockname()[1])

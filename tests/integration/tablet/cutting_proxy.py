"""A TCP proxy that lets through so many bytes each way, and then breaks the connection."""

import contextlib
import socket
import threading
from dataclasses import dataclass


@dataclass
class Allowance:
    """How many bytes of each connection get through; None for all."""

    request: int | None = None
    answer: int | None = None


class CuttingProxy:
    """Listens on 127.0.0.1. Connections opened from now on have the present `allowance`."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.allowance = Allowance()
        self._connections: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        for one in self._connections:
            one.join()

    def _listen(self) -> None:
        while True:
            try:
                tablet, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._server))
            connection = threading.Thread(target=_connect, args=(tablet, server, self.allowance), daemon=True)
            self._connections.append(connection)
            connection.start()


def _connect(tablet: socket.socket, server: socket.socket, allowance: Allowance) -> None:
    with tablet, server:
        answers = threading.Thread(target=_carry, args=(server, tablet, allowance.answer), daemon=True)
        answers.start()
        _carry(tablet, server, allowance.request)
        answers.join()


def _carry(source: socket.socket, target: socket.socket, limit: int | None) -> None:
    """Carry bytes until the source ends or the limit is reached; then break both ends."""
    carried = 0
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            allowed = piece if limit is None else piece[: limit - carried]
            target.sendall(allowed)
            carried += len(allowed)
            if carried == limit:
                break
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)

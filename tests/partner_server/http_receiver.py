"""Somebody else's web server, to which webhooks are sent: it notes what comes, and answers as it is told."""

import http.server
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

RESET = -1
"""Instead of an answer the connection is torn down."""
TRICKLE = -2
"""The answer comes a byte at a time, and never comes to its end."""
_PATIENCE = 20.0


class Received(NamedTuple):
    path: str
    headers: Mapping[str, str]
    """Their names in lower case."""
    body: bytes


class Reply(NamedTuple):
    status: int = 204
    headers: Mapping[str, str] = {}
    body: bytes = b""


class HttpReceiver:
    """Listens on a port of this machine, on a thread for each connection."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.received: list[Received] = []
        self._replies: deque[Reply] = deque()
        self._arrived = threading.Condition()
        self._closing = threading.Event()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    def reply(self, *replies: Reply) -> None:
        """To the next requests, in turn; those after them are well received."""
        self._replies.extend(replies)

    def wait_for(self, count: int) -> list[Received]:
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.received) >= count, _PATIENCE), len(self.received)
            return list(self.received)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _note(self, request: Received) -> Reply:
        with self._arrived:
            self.received.append(request)
            self._arrived.notify_all()
            return self._replies.popleft() if self._replies else Reply()

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                self._answer(receiver._note(Received(self.path, headers, body)))

            def do_GET(self) -> None:
                self._answer(receiver._note(Received(self.path, {}, b"")))

            def _answer(self, reply: Reply) -> None:
                if reply.status == RESET:
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.close_connection = True
                    self.connection.close()
                elif reply.status == TRICKLE:
                    self._trickle()
                else:
                    self.send_response(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    if reply.status != 204:
                        self.send_header("content-length", str(len(reply.body)))
                    self.end_headers()
                    self.wfile.write(reply.body)

            def _trickle(self) -> None:
                self.close_connection = True
                until = time.monotonic() + _PATIENCE
                try:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
                    while time.monotonic() < until and not receiver._closing.wait(0.05):
                        self.wfile.write(b"z")
                except OSError:
                    return

            def log_message(self, *words: Any) -> None:
                """Tests are quiet."""

        return Handler

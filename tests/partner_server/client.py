"""The partner systems from the caller's side: the provider Protocols, over a wire that may break."""

import socket
import struct
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from typing import Any, NamedTuple

from call_log import CallLog
from faults import Faults

from crm_core.errors import Unavailable
from crm_operations.providers import CustomerProvider, OrderProvider, QuotationProvider

Address = tuple[str, int]

ANSWER_SECONDS = 10.0
"""How long a partner may take to answer, unless the caller says otherwise."""


class Partners(NamedTuple):
    """Each field is a room of the server, and what is called of it happens there."""

    customers: CustomerProvider
    quotations: QuotationProvider
    orders: OrderProvider
    call_log: CallLog
    faults: Faults


def remote_partners(address: Address, authkey: str, answer_seconds: float = ANSWER_SECONDS) -> Partners:
    """Nothing is dialled before the first call. Every method may raise Unavailable; the next call dials anew."""
    caller = RemoteCaller(address, authkey, answer_seconds)
    rooms: list[Any] = [RemotePartner(caller, name) for name in Partners._fields]
    return Partners(*rooms)


class RemotePartner:
    """Forwards whatever is called of it."""

    def __init__(self, caller: "RemoteCaller", name: str) -> None:
        self._caller = caller
        self._name = name

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if method.startswith("_"):
            raise AttributeError(method)
        return partial(self._caller.ask, self._name, method)


class RemoteCaller:
    """A connection for each thread; errors of the server come back as themselves, those of the wire as Unavailable."""

    def __init__(self, address: Address, authkey: str, answer_seconds: float) -> None:
        self._address = address
        self._authkey = authkey.encode()
        self._answer_seconds = answer_seconds
        self._mine = threading.local()

    def ask(self, room: str, method: str, /, *arguments: Any, **named: Any) -> Any:
        try:
            kind, answer = self._answered("ask", (room, method, arguments, named))
        except (OSError, EOFError) as broken:
            self._hang_up()
            cause = str(broken) or type(broken).__name__
            raise Unavailable("the partner {room} did not answer: {cause}", {"room": room, "cause": cause}) from broken
        except BaseException:
            self._hang_up()  # an answer still to come must not be taken for that of the next call
            raise
        if kind == "#RETURN":
            return answer
        raise answer if isinstance(answer, Exception) else RuntimeError(f"the server stumbled: {answer}")

    def _answered(self, method: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
        connection = getattr(self._mine, "connection", None)
        if connection is None or connection.poll():  # nothing was asked, so there is nothing to read but its end
            self._hang_up()
            _, (ident, _exposed) = self._dial("create", "switchboard")
            connection, _ = self._dial("accept_connection", threading.current_thread().name)
            self._mine.connection, self._mine.ident = connection, ident
        connection.send((self._mine.ident, method, arguments, {}))
        kind, answer = connection.recv()
        return kind, answer

    def _dial(self, request: str, argument: str) -> tuple["Connection[Any, Any]", Any]:
        """A manager takes one request of its own per connection; ``accept_connection`` keeps it open for calls.

        The standard library's client waits for ever, so the socket is opened here and told how long to wait.
        """
        dialled = socket.create_connection(self._address, self._answer_seconds)
        dialled.settimeout(None)
        # The handshake ends with two messages in a row, of which the second would wait until the first is acknowledged.
        dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        whole, part = divmod(self._answer_seconds, 1)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            dialled.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", int(whole), int(part * 1_000_000)))
        connection: Connection[Any, Any] = Connection(dialled.detach())
        answer_challenge(connection, self._authkey)
        deliver_challenge(connection, self._authkey)
        connection.send((None, request, (argument,), {}))
        kind, answer = connection.recv()
        if kind != "#RETURN":
            raise RuntimeError(f"the server stumbled: {answer}")
        return connection, answer

    def _hang_up(self) -> None:
        connection = self._mine.__dict__.pop("connection", None)
        if connection is not None:
            connection.close()

"""An HTTP client for addresses that users enter: it reaches no private network, and every exchange has a time limit.

The IP address it connects to is checked, after the name was resolved, so a name that resolves otherwise between check
and connection (DNS rebinding) gains nothing. Certificates are verified for the name.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, NamedTuple, Self

import httpcore
import httpx

from crm_core.errors import Invalid, Refused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a name, best first. Raises OSError."""

LONGEST_ANSWER = 4_096
"""The most bytes read of a response; the rest is ignored."""
_TRANSLATED_BY_THE_NETWORK = ip_network("64:ff9b::/96")
_LIKE = "write it like https://example.com/hook, or set allow_private to reach your own network"
_NOT_PUBLIC_EITHER = (ip_network("168.63.129.16/32"), ip_network("192.0.0.0/24"))
"""Where Azure and Oracle serve a machine's own secrets; those of the others are link-local, unique-local or CGNAT."""


class AddressForbidden(Refused):
    """The address is not allowed; retrying does not help, and nothing is revealed about what listens there."""

    @classmethod
    def because_not_public(cls, host: str) -> Self:
        return cls(
            "{host} is not an address on the public internet; use one, or have its network added to allowed_networks",
            {"host": host},
        )

    @classmethod
    def because_not_encrypted(cls, scheme: str) -> Self:
        return cls("{scheme} is not encrypted; use https", {"scheme": scheme})


class Answer(NamedTuple):
    status: int
    headers: httpx.Headers
    text: str
    """Its beginning."""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def guarded_client(
    *,
    allow_private: bool,
    timeout: float,
    allowed_networks: Sequence[Network] = (),
    allow_http: bool | None = None,
    resolve: Resolve | None = None,
    verify: Any = True,
) -> httpx.Client:
    """A client that follows no redirect, uses no proxy, and limits a whole exchange to ``timeout`` seconds.

    Resolving the name is never interrupted, but its time counts towards the limit.
    ``allow_private`` allows every address, ``allowed_networks`` these besides public ones. Plain http is allowed with
    ``allow_private``, unless ``allow_http`` says otherwise. Requests raise AddressForbidden.
    """
    may_speak_plainly = allow_private if allow_http is None else allow_http
    backend = _GuardedBackend(_Gate(allow_private, tuple(allowed_networks)), resolve or _look_up, timeout)
    transport = _GuardedTransport(backend, may_speak_plainly, verify)
    headers = {"accept-encoding": "identity", "user-agent": "CRMOperations"}
    return httpx.Client(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False, headers=headers)


def post(client: httpx.Client, url: str, content: bytes, headers: dict[str, str]) -> Answer:
    """The answer, read as UTF-8 and no further than its beginning. Raises AddressForbidden, httpx.HTTPError."""
    with client.stream("POST", url, content=content, headers=headers) as response:
        begun = b""
        for chunk in response.iter_raw():
            begun += chunk
            if len(begun) >= LONGEST_ANSWER:
                break
        text = begun[:LONGEST_ANSWER].decode("utf-8", errors="replace")
        return Answer(response.status_code, response.headers, text)


def checked_url(field: str, url: str, *, allow_http: bool) -> str:
    """The URL itself; its IP address is checked when connecting. Raises Invalid for one that can never be posted to."""
    schemes = {"https", "http"} if allow_http else {"https"}
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as cause:
        raise Invalid.field(field, f"{url!r} is no address: {cause}", _LIKE) from cause
    if parsed.scheme not in schemes or not parsed.host:
        raise Invalid.field(field, f"{url!r} is not an https address", _LIKE)
    if parsed.userinfo:
        raise Invalid.field(field, "it holds a user name or password", "leave them out; deliveries are signed")
    return url


class _Gate:
    """Decides which IP addresses may be connected to."""

    def __init__(self, allow_private: bool, allowed: Sequence[Network]) -> None:
        self._allow_private = allow_private
        self._allowed = allowed

    def lets_through(self, text: str) -> bool:
        address = _meant(ip_address(text))
        return self._allow_private or any(address in network for network in self._allowed) or _is_public(address)


def _meant(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, where the network would go on to that."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED_BY_THE_NETWORK:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    is_odd = address.is_multicast or address.is_reserved or address.is_link_local or address.is_unspecified
    return address.is_global and not is_odd and not any(address in network for network in _NOT_PUBLIC_EITHER)


def _look_up(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class _Until(threading.local):
    """The deadline of this thread's exchange."""

    at: float = float("inf")

    def remaining(self, timeout: float | None) -> float:
        """No longer than asked for. Raises httpcore.ReadTimeout when the time is up."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("it took too long as a whole")
        return left if timeout is None else min(left, timeout)


class _GuardedBackend(httpcore.NetworkBackend):
    def __init__(self, gate: _Gate, resolve: Resolve, timeout: float) -> None:
        self._gate = gate
        self._resolve = resolve
        self._timeout = timeout
        self._plain = httpcore.SyncBackend()
        self._until = _Until()

    def begin(self) -> None:
        self._until.at = time.monotonic() + self._timeout

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as cause:
            raise httpcore.ConnectError(f"{host} is not known: {cause}") from cause
        permitted = [address for address in found if self._gate.lets_through(address)]
        if not permitted:
            raise AddressForbidden.because_not_public(host)
        failure: Exception | None = None
        for address in permitted:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._until.remaining(timeout), local_address, socket_options
                )
                return _TimedStream(stream, self._until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refusal:
                failure = refusal
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002  nobody gets that far
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        raise AddressForbidden.because_not_public(path)


class _TimedStream(httpcore.NetworkStream):
    """A stream with a deadline for the whole exchange, since a limit on each read alone lets a slow server hold it."""

    def __init__(self, stream: httpcore.NetworkStream, until: _Until) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._until.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._until.remaining(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._until.remaining(timeout))
        return _TimedStream(secured, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedTransport(httpx.HTTPTransport):
    """httpx's transport over a connection pool that checks each IP address."""

    def __init__(self, backend: _GuardedBackend, may_speak_plainly: bool, verify: Any) -> None:
        context = httpx.create_ssl_context(verify=verify, trust_env=False)
        super().__init__(verify=context, trust_env=False)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            context, max_connections=100, max_keepalive_connections=20, keepalive_expiry=5.0, network_backend=backend
        )
        self._backend = backend
        self._may_speak_plainly = may_speak_plainly

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme != "https" and not self._may_speak_plainly:
            raise AddressForbidden.because_not_encrypted(request.url.scheme)
        self._backend.begin()
        return super().handle_request(request)

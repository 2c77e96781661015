"""HTTP to the server: one connection pool for all tenants, with timeouts, and retries of what may be repeated."""

import weakref
from collections.abc import Callable, Sequence

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from crm_adapters.tryton.refusals import TrytonUnavailable

NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Errors by which the request never arrived."""


class HttpTransport:
    """Sends requests; thread-safe. It connects with the first request.

    A request that never arrived is repeated, and so is a GET whose answer was lost; a caller that writes
    checks first whether the write happened.
    """

    def __init__(self, url: str, *, timeout_seconds: float, connections: int, attempts: int) -> None:
        self.url = url.rstrip("/")
        self._attempts = attempts
        self._client = httpx.Client(
            base_url=f"{self.url}/",
            timeout=timeout_seconds,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        )
        self._hang_up = weakref.finalize(self, self._client.close)

    def send(
        self,
        database: str,
        verb: str,
        path: str,
        *,
        headers: dict[str, str],
        query: Sequence[tuple[str, str]] = (),
        content: str | None = None,
    ) -> httpx.Response:
        """Raises TrytonUnavailable when there is no answer."""
        again = Retrying(
            retry=retry_if_exception(_may_be_sent_again(verb)),
            wait=wait_random_exponential(multiplier=0.05, max=1),
            stop=stop_after_attempt(self._attempts),
            reraise=True,
        )
        try:
            return again(
                self._client.request,
                verb,
                f"{database}/{path}",
                headers=headers,
                params=httpx.QueryParams(list(query)),
                content=content,
            )
        except httpx.RequestError as broken:
            cause = str(broken) or type(broken).__name__
            raise TrytonUnavailable.because_it_does_not_answer(database, cause) from broken

    def close(self) -> None:
        """Closes the connections, which otherwise happens at garbage collection."""
        self._hang_up()


def _may_be_sent_again(verb: str) -> Callable[[BaseException], bool]:
    kinds = (httpx.NetworkError, httpx.TimeoutException, httpx.RemoteProtocolError) if verb == "GET" else NEVER_ARRIVED

    def may(error: BaseException) -> bool:
        return isinstance(error, kinds)

    return may

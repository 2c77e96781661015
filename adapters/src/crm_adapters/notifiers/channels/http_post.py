"""Posts to an address that a user entered, and reports a failure by the errors of channels."""

import re
import weakref
from collections.abc import Callable, Collection, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from crm_adapters.extras import extra
from crm_adapters.notifiers.channels.channel import AddressGone, ChannelUnavailable, DeliveryRefused
from crm_adapters.notifiers.channels.redaction import keeping_secret, parts_of, redacted
from crm_adapters.notifiers.channels.webhook_settings import HttpPostSettings
from crm_core.clock import Clock
from crm_core.texts import fit

if TYPE_CHECKING:
    from types import ModuleType

    import httpx

    from crm_adapters.notifiers.channels.guarded_http import Answer, Resolve

QUOTED = 200
"""The most characters of a response stored with an error."""
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_BLANKS_AROUND = re.compile("^ +| +$")
_TOO_SLOW, _TOO_MANY, _GONE = 408, 429, 410


class HttpPost:
    """Posts over one client for all threads; the extra it needs is imported with the first post."""

    def __init__(self, settings: HttpPostSettings, clock: Clock, resolve: "Resolve | None" = None) -> None:
        self._settings = settings
        self._clock = clock
        self._resolve = resolve

    def check(self, field: str, url: str) -> None:
        """Raises Invalid for what can never be posted to, or when the extra is not installed."""
        self._http.checked_url(field, url, allow_http=self._settings.allow_private)

    def post(
        self,
        channel: str,
        url: str,
        content: bytes,
        headers: Mapping[str, str],
        gone: Collection[int] = frozenset({_GONE}),
        later: Collection[int] = frozenset(),
    ) -> "Answer":
        """The response, a success. Raises ChannelUnavailable, AddressGone, DeliveryRefused, AddressForbidden."""
        secrets = parts_of(url, host_is_secret=False)
        written = {name: header_value(value) for name, value in headers.items()}
        import httpx

        with keeping_secret(secrets):
            try:
                answer: Answer = self._http.post(self._client, url, content, written)
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as cause:
                problem = redacted(f"{type(cause).__name__}: {cause}", secrets)
                raise ChannelUnavailable.because_it_did_not_take_it(channel, problem) from cause
        if answer.is_good:
            return answer
        problem = redacted(_problem_of(answer), secrets)
        if answer.status in {_TOO_SLOW, _TOO_MANY, *later} or answer.status >= 500:
            seconds = self._asked_for(answer.headers.get("retry-after"))
            raise ChannelUnavailable.because_it_did_not_take_it(channel, problem, seconds)
        raise (AddressGone if answer.status in gone else DeliveryRefused).because_of(channel, problem)

    def _asked_for(self, text: str | None) -> float | None:
        """The pause that Retry-After asks for, by seconds or a date; anything else asks for none."""
        if text is None:
            return None
        if text.strip().isdecimal():
            return float(text)
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, until.timestamp() - self._clock.now().timestamp())

    @cached_property
    def _client(self) -> "httpx.Client":
        import ssl

        settings = self._settings
        trusted = ssl.create_default_context(cafile=settings.ca_file) if settings.ca_file else True
        make: Callable[..., httpx.Client] = self._http.guarded_client
        client = make(
            allow_private=settings.allow_private,
            timeout=settings.timeout_seconds,
            allowed_networks=settings.allowed_networks,
            resolve=self._resolve,
            verify=trusted,
        )
        weakref.finalize(self, client.close)
        return client

    @cached_property
    def _http(self) -> "ModuleType":
        with extra("webhooks"):
            from crm_adapters.notifiers.channels import guarded_http
        return guarded_http


def header_value(text: str) -> str:
    """Printable ASCII as it is, all else and blanks around it percent-encoded, so that no value ends its header."""
    return _BLANKS_AROUND.sub(lambda blanks: "%20" * len(blanks[0]), quote(text, safe=_PRINTABLE, errors="replace"))


def _problem_of(answer: "Answer") -> str:
    if 300 <= answer.status < 400:
        return f"HTTP {answer.status}; redirects are not followed, name the address it leads to"
    text = fit(" ".join(answer.text.split()), QUOTED)
    return f"HTTP {answer.status}: {text}" if text else f"HTTP {answer.status}"

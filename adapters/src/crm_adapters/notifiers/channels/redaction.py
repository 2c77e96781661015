"""Masks the secrets of addresses in errors and in the logs of other libraries."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import unquote, urlsplit

MASK = "***"
_SHORTEST = 3
"""What is shorter gives nothing away, and would mask half of every sentence."""
_CHATTY = ("apprise", "httpx", "urllib3.connectionpool", "requests")
"""Libraries that log where they send something."""
_secrets: ContextVar[frozenset[str]] = ContextVar("crm_secrets", default=frozenset())


def redacted(text: str, secrets: Iterable[str]) -> str:
    """The text with each secret masked, the longest first."""
    for secret in sorted({secret for secret in secrets if len(secret) >= _SHORTEST}, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text


def parts_of(address: str, *, host_is_secret: bool) -> frozenset[str]:
    """Every part of a URL that may be a secret, as written and as meant."""
    try:
        parsed = urlsplit(address)
    except ValueError:
        return frozenset({address})
    tail = f"{parsed.path} {parsed.query} {parsed.fragment}"
    netloc = parsed.netloc if host_is_secret else parsed.netloc.rpartition("@")[0]
    written = {address, parsed.path, parsed.query, *re.split(r"[/@:?&=+,\s]+", f"{netloc} {tail}")}
    return frozenset(written | {unquote(part) for part in written}) - {"", "/"}


@contextmanager
def keeping_secret(secrets: frozenset[str]) -> Iterator[None]:
    """Masks the secrets in what other libraries log within the block."""
    for name in _CHATTY:
        logging.getLogger(name).addFilter(_mask)  # once: a logger keeps each filter but once
    token = _secrets.set(secrets)
    try:
        yield
    finally:
        _secrets.reset(token)


def _mask(record: logging.LogRecord) -> bool:
    if secrets := _secrets.get():
        record.msg, record.args = redacted(record.getMessage(), secrets), ()
        record.exc_info = record.exc_text = None
    return True

"""Headers of mails: encoded once and never decoded again, so that a cleaned text is sent as it is.

Python's own headers read what they are given as if it had come by mail: a title that holds an encoded word (RFC 2047)
would become what that word stands for, line breaks and all.
"""

from collections.abc import Iterable
from datetime import datetime
from email.charset import BASE64, Charset
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from crm_adapters.notifiers.channels.wording import one_line

LONGEST_VALUE = 900
"""Characters; a line of a mail has at most 998 (RFC 5322)."""
_OF_MIME = ("content-", "mime-")
"""Written by the library alone, which must read them too."""
_SPECIAL = frozenset('()<>[]:;@\\,."')
_LINE = 76
_UTF_8 = Charset("utf-8")
_UTF_8.header_encoding = BASE64
"""Said here: libraries change what Python does with UTF-8 for the whole process, Apprise does."""


class WrittenHeader(str):
    """A header's value as people read it, which ``fold`` encodes; it has its own name."""

    name: str
    folded: str

    def __new__(cls, name: str, shown: str, folded: str) -> "WrittenHeader":
        written = super().__new__(cls, shown)
        written.name, written.folded = name, folded
        return written

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self.folded}".replace("\n", policy.linesep) + policy.linesep


class MailPolicy(EmailPolicy):
    """Every header of a mail passes here, whatever it is called."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name.lower().startswith(_OF_MIME):
            return super().header_store_parse(name, value)
        if isinstance(value, datetime):
            value = format_datetime(value)
        if isinstance(value, Address):
            return name, WrittenHeader(name, str(value), _mailbox(value))
        shown = one_line(str(value), LONGEST_VALUE)
        return name, WrittenHeader(name, shown, encoded(shown, name))

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        return value if isinstance(value, WrittenHeader) else super().header_fetch_parse(name, value)


MAIL_POLICY = MailPolicy()


def encoded(text: str, name: str = "") -> str:
    """Folded; as encoded words where it holds anything beyond ASCII, or what a reader could take for such a word."""
    is_plain = text.isascii() and "=?" not in text
    if is_plain and len(name) + max(map(len, text.split()), default=0) > _LINE // 2:
        return text  # an id, for one, which must not be broken
    return Header(text, "us-ascii" if is_plain else _UTF_8, maxlinelen=_LINE, header_name=name).encode(linesep="\n")


def _mailbox(address: Address) -> str:
    name = one_line(address.display_name, LONGEST_VALUE)
    if not name:
        return address.addr_spec
    written = encoded(name)
    if written == name and not _SPECIAL.isdisjoint(name):
        written = '"' + "".join(_escaped(name)) + '"'
    return f"{written} <{address.addr_spec}>"


def _escaped(name: str) -> Iterable[str]:
    return (f"\\{character}" if character in '\\"' else character for character in name)

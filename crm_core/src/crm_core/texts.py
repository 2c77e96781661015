"""Which characters a text may contain, so that every database, screen and file stores and shows it alike.

Never stored: NUL and the other control characters, halves of a surrogate pair, and the characters that override the
direction of what follows them (U+202A to U+202E, U+2066 to U+2069), since such a text looks different from what it is.
The marks and joiners that scripts and emoji need (U+200C to U+200F, U+061C) are stored. A text of many lines may also
contain tabs and line breaks.
"""

import re
import unicodedata
from collections.abc import Sequence

_OVERRIDES = "\u202a-\u202e\u2066-\u2069"
_BREAKS = "\t\n\x0b\x0c\r\x85\u2028\u2029"
NOT_IN_LINES = f"\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_OVERRIDES}"
"""Between brackets, a regular expression for what no text may hold, besides NUL and surrogates."""
NOT_IN_A_LINE = f"{NOT_IN_LINES}{_BREAKS}"
"""The same for a text of one line."""

_UNFIT_FOR_LINES = re.compile(rf"[\x00\ud800-\udfff{NOT_IN_LINES}]")
_UNFIT_FOR_LINE = re.compile(rf"\r\n|[\x00\ud800-\udfff{NOT_IN_A_LINE}]")
_OVERRIDE = re.compile(f"[{_OVERRIDES}]")
_BREAK = re.compile(f"\r\n|[{_BREAKS}\x1c-\x1e]")

_REPLACEMENT = "\ufffd"
_ELLIPSIS = "…"


def fit(text: str, limit: int, lines: bool = False) -> str:
    """A text from outside as it can be stored: at most ``limit`` characters, whatever it holds. Never raises.

    Overrides of direction are left out, a line break becomes a blank unless ``lines`` are kept, anything else that
    cannot be stored becomes U+FFFD, and what is too long ends in an ellipsis.
    """
    limit = max(limit, 0)
    # Overrides are dropped, so a little more than the limit is read; never a whole text of megabytes.
    start = text[: 2 * limit + 1]
    fitted = (_UNFIT_FOR_LINES if lines else _UNFIT_FOR_LINE).sub(_substitute, start)
    if len(fitted) <= limit and len(start) == len(text):
        return fitted
    return (fitted[: max(limit - 1, 0)] + _ELLIPSIS)[:limit]


def unfit_character(text: str, lines: bool = False) -> str | None:
    """The first character that such a text may not hold, None when it may hold all of them."""
    found = (_UNFIT_FOR_LINES if lines else _UNFIT_FOR_LINE).search(text)
    return None if found is None else found.group()[0]


def is_override(character: str) -> bool:
    """Whether it overrides the direction of what follows."""
    return _OVERRIDE.fullmatch(character) is not None


def is_line_break(character: str) -> bool:
    """Whether it ends a line, or jumps to a column as a tab does."""
    return _BREAK.fullmatch(character) is not None


def comparable(text: str) -> str:
    """The form in which texts of any script are searched: without differences of compatibility forms and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def holds_words(words: str, texts: Sequence[str | None]) -> bool:
    """Whether each of the words is in one of the texts."""
    joined = comparable("\n".join(text for text in texts if text))
    return all(word in joined for word in comparable(words).split())


def _substitute(found: re.Match[str]) -> str:
    character = found.group()
    if is_override(character):
        return ""
    return " " if is_line_break(character) else _REPLACEMENT

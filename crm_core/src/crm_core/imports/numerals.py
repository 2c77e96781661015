"""Numbers as people write them: ``1.234,56``, ``1,234.56``, ``1'234.56``, ``(12.50)``."""

import re
from decimal import Decimal
from typing import Literal

Mark = Literal[".", ","]
MARKS: tuple[Mark, Mark] = (".", ",")

_BLANKS = re.compile(r"[\s'\u2019_]+")
_PATTERNS = {
    mark: re.compile(rf"([+-]?)((?:\d{{1,3}}(?:{re.escape(group)}\d{{3}})+)|\d*)(?:{re.escape(mark)}(\d*))?", re.ASCII)
    for mark, group in ((".", ","), (",", "."))
}
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_LONGEST = 40


def read_number(text: str, mark: Mark = ".") -> Decimal | None:
    """The number whose fraction begins at the mark, the other mark groups thousands; None for what is none."""
    if mark == "." and len(text) <= _LONGEST and _PLAIN.fullmatch(text):
        return Decimal(text)
    plain = _BLANKS.sub("", text).replace("\u2212", "-")
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    found = _PATTERNS[mark].fullmatch(plain) if len(plain) <= _LONGEST else None
    if found is None:
        return None
    sign, whole, fraction = found[1], re.sub(r"\D", "", found[2]), found[3] or ""
    return Decimal(f"{sign}{whole or 0}.{fraction or 0}") if whole or fraction else None


def marks_of(text: str) -> tuple[Mark, ...]:
    """The marks by which it is a number; both where it is the same number by either."""
    return tuple(mark for mark in MARKS if read_number(text, mark) is not None)


def is_ambiguous(text: str) -> bool:
    """Whether it is a number by either mark, and another one: ``1.234``."""
    one, other = (read_number(text, mark) for mark in MARKS)
    return one is not None and other is not None and one != other

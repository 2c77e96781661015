"""Values a partner may store that this application would refuse, and what an adapter must make of them."""

from collections.abc import Mapping
from datetime import date

from crm_core.money import LARGEST_AMOUNT
from crm_core.testing import expect
from crm_core.texts import fit
from crm_core.vocabulary import LINE_LENGTH, TEXT_LENGTH

STRANGE_TEXTS: Mapping[str, str] = {
    "nothing": "",
    "NUL": "before \0 behind",
    "control characters": "\x1b[2J\x1b]0;owned\x07\x9b1m",
    "line breaks": "a\r\nb\u2028c\td",
    "half a surrogate": "half \ud83e of a pair",
    "overrides of direction": "\u202eevil\u2066",
    "too long a text": "x" * (TEXT_LENGTH + 1),
}
STRANGE_NUMBERS: Mapping[str, int] = {"negative": -1, "nothing": 0, "huge": 10 * LARGEST_AMOUNT}
STRANGE_DAYS: Mapping[str, date] = {"a slip": date(226, 6, 30), "the last there is": date.max}

HOOK = "override `change_there` and say how somebody changes a field in the partner's own system, past your adapter"


def expect_fit(result: str | None, *, asked: str, lines: bool = False) -> None:
    """Raises PromiseBroken unless the text can be stored and shown as it is."""
    if result is not None:
        expect(result, fit(result, TEXT_LENGTH if lines else LINE_LENGTH, lines), asked=asked)

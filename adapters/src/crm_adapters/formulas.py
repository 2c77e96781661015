"""Texts that no spreadsheet takes for a formula."""

import unicodedata

_STARTS_A_FORMULA = frozenset("=+-@\t\r\n")
_UNSEEN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp", "Mn"})
"""Categories of signs a spreadsheet may drop before it looks whether a formula begins."""
_GUARD = "'"


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would run as a formula.

    Full-width signs count as their plain ones, and what shows nothing before them counts for nothing.
    """
    return f"{_GUARD}{text}" if _is_formula(text) else text


def guarded(text: str) -> str:
    """As ``harmless``, but so that ``unguarded`` gives back every text, whatever apostrophes it begins with."""
    return f"{_GUARD}{text}" if _is_formula(text.lstrip(_GUARD)) else text


def unguarded(text: str) -> str:
    """The text of which ``guarded`` made this one: without one apostrophe, where it put one."""
    return text[1:] if text.startswith(_GUARD) and _is_formula(text.lstrip(_GUARD)) else text


def _is_formula(text: str) -> bool:
    for sign in text:
        if not _STARTS_A_FORMULA.isdisjoint(unicodedata.normalize("NFKC", sign)):
            return True
        if unicodedata.category(sign) not in _UNSEEN:
            return False
    return False

"""Any text from outside can be made fit to be kept; what may not stand in a text is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from crm_core.texts import fit, unfit_character
from crm_core.vocabulary import LINE_LENGTH, ShortText, Text

HOSTILE = st.text(st.characters(), max_size=600)  # lone surrogates and NUL among them


@pytest.mark.parametrize(
    ("outside", "fitted"),
    [
        ("plain", "plain"),
        ("a\x00b", "a\ufffdb"),
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("half \ud83e of a fox", "half \ufffd of a fox"),
        ("evil\u202etxt.exe\u2066", "eviltxt.exe"),
        ("one\r\ntwo\u2028three\x85four\tfive", "one two three four five"),
        ("دانش\u200cآموز 👩\u200d🚒 \u200fא\u061c", "دانش\u200cآموز 👩\u200d🚒 \u200fא\u061c"),
    ],
    ids=["plain", "NUL", "escape", "surrogate", "override", "breaks", "joiners"],
)
def test_a_text_is_made_fit_for_one_line(outside: str, fitted: str) -> None:
    assert fit(outside, 100) == fitted


def test_line_breaks_stay_where_lines_are_kept() -> None:
    assert fit("one\r\n\ttwo\u2028\x00", 100, lines=True) == "one\r\n\ttwo\u2028\ufffd"


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    assert fit("abcdef", 6) == "abcdef"
    assert fit("abcdefg", 6) == "abcde…"
    assert fit("abc", 1) == "…"
    assert fit("abc", 0) == fit("abc", -1) == ""


@given(HOSTILE, st.integers(-1, 400), st.booleans())
def test_whatever_comes_in_what_comes_out_can_be_kept(text: str, limit: int, lines: bool) -> None:
    fitted = fit(text, limit, lines)

    assert len(fitted) <= max(limit, 0)
    assert unfit_character(fitted, lines) is None
    assert fit(fitted, limit, lines) == fitted
    fitted.encode()


@given(HOSTILE)
def test_what_was_made_fit_is_taken_by_the_types(text: str) -> None:
    if (line := fit(text, LINE_LENGTH)).strip():
        TypeAdapter(ShortText).validate_python(line)
    if (written := fit(text, LINE_LENGTH, lines=True)).strip():
        TypeAdapter(Text).validate_python(written)


def test_megabytes_cost_no_more_than_what_is_kept() -> None:
    assert fit("\x00" * 5_000_000, 10) == "\ufffd" * 9 + "…"

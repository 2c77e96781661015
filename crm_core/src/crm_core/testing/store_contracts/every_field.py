"""Entities with something in every field, drawn by Hypothesis: a store that forgets or bends one of them is found."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from crm_core.testing.drawing import FITTING, annotation_of

E = TypeVar("E", bound=BaseModel)

_ZONES = (UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-9, minutes=-30)))
_SPEAKING = (
    "Zoë 🦊 Ångström",
    "株式会社",
    "e\u0301 is not é",
    "שלום",
    "O'Brien; DROP TABLE",
    "100 % _like_",
    "دانش\u200cآموز \u200fא",
)
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_LONGEST_LINE, _LONGEST_TEXT = 255, 1_000
_SAFE = 2**53
"""Up to here every number of JSON is exact."""

ids = st.uuids().map(str)
moments = st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 31), timezones=st.sampled_from(_ZONES))  # noqa: DTZ001
days = st.dates(date(1971, 1, 1), date(2199, 12, 31))
addresses = st.sampled_from(["ada@example.com", "jörg+crm@bücher.example", "o'neil@sub.example.org"])
web_addresses = st.sampled_from(["https://example.com", "http://bücher.example:8080/?q=a%20b#zoë"])
words = st.sampled_from(["unison", "majority"])
currencies = st.sampled_from(["USD", "JPY", "KWD"])
period_ids = st.sampled_from(["2026", "2026-Q3", "2026-07", "2026-P07"])

_DECIMALS = 6


def every_field(kind: type[E], **overrides: SearchStrategy[Any]) -> SearchStrategy[E]:
    """Each field by its annotation, at its bounds too; ``overrides`` are for what annotations cannot express.

    Raises TypeError for a field of a type nothing is drawn for.
    """
    fields = {
        name: overrides[name] if name in overrides else _of(annotation_of(field), f"{kind.__name__}.{name}")
        for name, field in kind.model_fields.items()
    }
    return st.builds(kind, **fields)


def texts(longest: int = 60) -> SearchStrategy[str]:
    """Whatever people type in one line, in any script."""
    return _written(longest, st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=_OVERRIDES))


def lines(longest: int) -> SearchStrategy[str]:
    """The same in any number of lines."""
    letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=_OVERRIDES)
    return st.just("a\r\nb\tc") | _written(longest, letters | st.sampled_from("\n\r\t"))


def _written(longest: int, letters: SearchStrategy[str]) -> SearchStrategy[str]:
    written = st.text(letters, min_size=1, max_size=longest).filter(str.strip)
    return st.sampled_from([text for text in _SPEAKING if len(text) <= longest]) | written


def maybe(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.none() | strategy


def _of(annotation: Any, name: str) -> SearchStrategy[Any]:
    bare, marks = annotation, list[Any]()
    if get_origin(annotation) is Annotated:
        bare, *marks = get_args(annotation)
    origin, parts = get_origin(bare), get_args(bare)
    if origin is None:
        return _bounded(annotation, bare, name)
    if origin in {Union, UnionType}:
        return st.one_of(*(_of(part, name) for part in parts))
    if origin is tuple:
        fewest = max((getattr(mark, "min_length", 0) for mark in marks), default=0)
        return st.lists(_of(parts[0], name), min_size=fewest, max_size=3).map(tuple)
    if issubclass(origin, Mapping):
        if name in FITTING:
            return st.sampled_from(FITTING[name])
        return st.dictionaries(_of(parts[0], name), _of(parts[1], name), max_size=5)
    return _bounded(bare, bare, name)


def _bounded(annotation: Any, kind: Any, name: str) -> SearchStrategy[Any]:
    simple = {
        NoneType: st.none(),
        bool: st.booleans(),
        date: days,
        datetime: moments,
        AwareDatetime: moments,
        Decimal: _decimals(annotation),
    }
    if kind in simple:
        return simple[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return every_field(kind)
    limits = _schema(annotation)
    if kind is int:
        return st.integers(limits.get("minimum", -_SAFE), limits.get("maximum", _SAFE))
    if kind is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if kind is str:
        return _text(annotation, limits.get("maxLength", _LONGEST_TEXT), name)
    raise TypeError(f"nothing is drawn for {name}: {annotation}; give it a strategy of its own")


def _decimals(annotation: Any) -> SearchStrategy[Decimal]:
    """With as many digits behind the point as the annotation allows, at most six."""
    marks = (part for mark in get_args(annotation)[1:] for part in (mark, *getattr(mark, "metadata", ())))
    allowed = (getattr(mark, "decimal_places", None) for mark in marks)
    places = min((each for each in allowed if each is not None), default=_DECIMALS)
    return st.decimals(Decimal(1).scaleb(-places), 1_000_000, places=places)


def _text(annotation: Any, longest: int, name: str) -> SearchStrategy[str]:
    """The widest kind of text it accepts."""
    kinds: tuple[tuple[str, SearchStrategy[str]], ...] = (
        ("a\r\nb\tc", lines(min(longest, _LONGEST_TEXT))),
        ("Zoë 🦊", texts(min(longest, _LONGEST_LINE))),
        ("0197a1b2-0000-7000-8000-000000000001", ids),
        ("jörg+crm@bücher.example", addresses),
        ("https://example.com", web_addresses),
        ("KWD", currencies),
        ("unison", words),
        ("2017-Q4", period_ids),
    )
    if name in FITTING:
        return st.sampled_from(FITTING[name])
    adapter: TypeAdapter[str] = TypeAdapter(annotation)
    for example, strategy in kinds:
        try:
            adapter.validate_python(example)
        except ValidationError:
            continue
        return strategy
    raise TypeError(f"nothing is drawn for {name}: {annotation}; give it a strategy of its own")


@cache
def _schema(annotation: Any) -> Mapping[str, Any]:
    return TypeAdapter(annotation).json_schema()

"""The words several rooms share are the ones of the requirements, and every value that comes in has bounds."""

from datetime import date, datetime, timedelta, timezone
from functools import reduce
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from crm_core.money import MinorUnits
from crm_core.values import Utc
from crm_core.vocabulary import (
    Attributes,
    Count,
    Day,
    Figure,
    ForeignId,
    Id,
    Json,
    LeadSource,
    Limit,
    OpportunityType,
    Priority,
    ShortText,
    SourceKey,
    TenantId,
    Text,
    UserId,
    WebAddress,
)

NESTED: list[Any] = reduce(lambda inner, _: [inner], range(17), list[Any]())


@pytest.mark.requirement("PLAN-011")
def test_sources_priorities_and_types_are_all_there() -> None:
    assert {str(source) for source in LeadSource} == {
        "website",
        "referral",
        "email",
        "phone",
        "event",
        "social",
        "advertising",
        "partner",
        "outbound",
        "import",
        "other",
    }
    assert [str(priority) for priority in Priority] == ["low", "medium", "high", "urgent"]
    assert {str(kind) for kind in OpportunityType} == {
        "new_business",
        "existing_business",
        "upsell",
        "cross_sell",
        "renewal",
    }


@pytest.mark.parametrize(
    ("kind", "fits"),
    [
        (ShortText, ["Zoë 🦊", "دانش\u200cآموز", "👩\u200d🚒", "שלום\u200f", "  Acme  ", "x" * 255]),
        (Text, ["one\r\n\ttwo", "one\u2028two", "x" * 100_000]),
        (Id, ["0197-opp", "lead-1", "x" * 64, "a:b_c.d"]),
        (ForeignId, ["acme:17", "with blanks", "株式会社", "x" * 255]),
        (TenantId, ["acme", "tenant-7.b_c", "ü" * 64, "株式会社", "हिन्दी"]),
        (UserId, ["ada", "ann.o'neil+x@example.com", "jörg", "हिन्दी", "system:sales"]),
        (SourceKey, ["website", "trade-fair_2026.b", "7"]),
        (WebAddress, ["https://example.com", " http://bücher.example:8080/?q=a%20b#zoë "]),
        (Attributes, [{}, {"employees": 200, "grade": 1.5, "vip": True, "note": ""}]),
        (Limit, [1, 10_000]),
        (Count, [0, 2**31 - 1]),
        (MinorUnits, [0, 10**15]),
        (Day, [date(1900, 1, 1), "2200-12-31"]),
        (Utc, ["1900-01-01T00:00:00Z", "2200-12-31T23:59:59+00:00"]),
        (Figure, [0, -1.5]),
        (Json, [None, {"a": [1, "x", {"b": None}]}]),
    ],
)
def test_what_is_within_the_bounds_is_taken(kind: Any, fits: list[object]) -> None:
    for value in fits:
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        (ShortText, ["", "  ", "a\nb", "a\u2028b", "a\x85b", "a\x0bb", "a\tb", "a\x00b", "a\x1bb", "x" * 256]),
        (ShortText, [f"a{chr(code)}b" for code in (0xD800, 0xDFFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]),
        (Text, ["", "a\x00b", "a\x1bb", "a\udc80b", "a\u202eb", "a\u2069b", "x" * 100_001]),
        (Id, ["", "a b", "a/b", "a#b", "ü", "a\x00", "x" * 65]),
        (ForeignId, ["", "a\nb", "a\x00b", "a\u202eb", "x" * 256]),
        (TenantId, ["", "a:b", "a#b", "a/b", "a b", "a@b", "a\u200db", "a\n", "x" * 65]),
        (UserId, ["", "a:b", "a#b", "a b", "system:", "system:a:b", "systems:x", "a\u202eb", "x" * 65]),
        (SourceKey, ["", "Website", "a b", "-a", "ü", "x" * 51]),
        (WebAddress, ["", "example.com", "ftp://example.com", "https:///x", "https://a b", f"https://{'x' * 2_000}"]),
        (Attributes, [{"": 1}, {"a": "x" * 2_001}, {"a": 2**63}, {"a": float("nan")}, {"a": None}, {"a": "\x00"}]),
        (Attributes, [{str(number): 1 for number in range(201)}, {str(number): "x" * 2_000 for number in range(60)}]),
        (Limit, [0, -1, 10_001]),
        (Count, [-1, 2**31]),
        (MinorUnits, [-1, 10**15 + 1, float("inf")]),
        (Day, [date(226, 6, 30), date(1899, 12, 31), date(2201, 1, 1), date.max]),
        (Utc, ["1899-12-31T23:59:59Z", datetime.max.replace(tzinfo=timezone(timedelta(hours=-9))), "2026-01-01T00:00"]),
        (Figure, [float("nan"), float("inf"), "-inf"]),
        (Json, [float("nan"), {"a": float("inf")}, "x" * 100_001, NESTED]),
    ],
)
def test_what_is_outside_the_bounds_is_refused(kind: Any, refused: list[object]) -> None:
    for value in refused:
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(value)


def test_the_refusal_names_the_character_and_the_remedy() -> None:
    with pytest.raises(ValidationError, match=r"overrides the direction of writing \(U\+202E\); leave it out"):
        TypeAdapter(ShortText).validate_python("photo\u202egpj.exe")
    with pytest.raises(ValidationError, match=r"it holds ' '; an id is made of a to z, digits and \. _ : -"):
        TypeAdapter(Id).validate_python("a b")


def test_an_id_typed_in_two_ways_is_one() -> None:
    assert TypeAdapter(UserId).validate_python("jo\u0308rg") == TypeAdapter(UserId).validate_python("j\u00f6rg")

"""Field types shared by several packages, with the bounds of every value.

Every field of a request, an entity, an event or a partner's answer has one of these types (or one of ``money`` and
``values``), so that all databases store the same and refuse the same. Bounds hold for input: what is read back from a
database is not checked against them again.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, StringConstraints

from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.texts import fit, is_line_break, is_override, unfit_character

V = TypeVar("V")

LINE_LENGTH = 255
NAME_LENGTH = 100
STAGE_LENGTH = 50
NUMBER_LENGTH = 50
EMAIL_LENGTH = 254
WEB_ADDRESS_LENGTH = 2_000
TEXT_LENGTH = 100_000
ID_LENGTH = 64
FOREIGN_ID_LENGTH = 255
KEY_LENGTH = 50
JSON_LENGTH = 100_000
JSON_DEPTH = 16
PAGE_LENGTH = 10_000
LARGEST_COUNT = 2**31 - 1
"""What a column of whole numbers holds in every database."""
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)


def _one_line(text: str) -> str:
    if (character := unfit_character(text)) is not None:
        if is_line_break(character):
            raise ValueError("it holds a line break or a tab; write it in one line")
        raise _unfit(character)
    return text


def _many_lines(text: str) -> str:
    if (character := unfit_character(text, lines=True)) is not None:
        raise _unfit(character)
    return text


def _fit_line(text: object) -> object:
    decoded = text.decode(errors="replace") if isinstance(text, bytes) else text
    return fit(decoded, LINE_LENGTH) if isinstance(decoded, str) else decoded


def _fit_lines(text: object) -> object:
    decoded = text.decode(errors="replace") if isinstance(text, bytes) else text
    return fit(decoded, TEXT_LENGTH, lines=True) if isinstance(decoded, str) else decoded


def _unfit(character: str) -> ValueError:
    what = "a character that overrides the direction of writing" if is_override(character) else "a control character"
    return ValueError(f"it holds {what} (U+{ord(character):04X}); leave it out")


def written(pattern: str, problem: str, remedy: str) -> AfterValidator:
    """Refuses a text that does not match the pattern; ``{text}`` in ``problem`` is that text, if it may be shown."""
    fits = re.compile(pattern).fullmatch

    def check(text: str) -> str:
        if fits(text):
            return text
        raise ValueError(f"{problem.format(text=ascii(text))}; {remedy}")

    return AfterValidator(check)


OneLine = AfterValidator(_one_line)
"""Marks a text without line breaks and control characters; its length is set beside it."""

ManyLines = AfterValidator(_many_lines)
"""Marks a text without control characters other than tabs and line breaks; its length is set beside it."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LENGTH), ManyLines]
"""A text of any number of lines: blanks around it are dropped, an empty one is refused."""

FreeText = Annotated[Text, PERSONAL]
"""Text a person enters, which may contain personal data: notes, descriptions, reasons."""

Reason = Annotated[FreeText, Field(description="Why; it is kept in the history.")]

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LINE_LENGTH), OneLine]
"""The same in one line, short enough for a name or a subject line."""

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH), OneLine, IMPERSONAL
]
"""The same, for what a tenant sets up: pipelines, journeys, teams."""

StageName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=STAGE_LENGTH), OneLine, IMPERSONAL
]
"""The name of a stage in requests, such as ``closed_won``."""

Number = Annotated[str, StringConstraints(min_length=1, max_length=NUMBER_LENGTH), OneLine, IMPERSONAL]
"""The number of an entity for people: ``LEAD-2026-0001``."""

AnAddress = written(r"[^@\s]+@[^@\s]+", "{text} is not an address", "write it like name@example.com")
"""Marks what mail may be sent to."""

Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=EMAIL_LENGTH), OneLine, AnAddress, PERSONAL]
"""Looks like an address; whether mail arrives is the notifier's business."""

WebAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=WEB_ADDRESS_LENGTH),
    OneLine,
    written(r"https?://[^\s/]+\S*", "it is no web address", "write it like https://example.com"),
]
"""Looks like the address of a page, which is not opened. Whether it is personal, the field says."""

AnyText = Annotated[str, Field()]
"""A text of an answer: it was bounded when it was entered, and is not checked again."""

FitLine = Annotated[str, BeforeValidator(_fit_line)]
"""A partner's text in one line: cleaned and cut to LINE_LENGTH rather than refused."""

FitText = Annotated[str, BeforeValidator(_fit_lines)]
"""A partner's text in any number of lines: cleaned and cut to TEXT_LENGTH rather than refused."""

ZoneName = Annotated[str, StringConstraints(min_length=1, max_length=ID_LENGTH), OneLine, IMPERSONAL]
"""A time zone by its IANA name; whether there is such a zone shows when it is asked for."""

_ID = re.compile(r"[A-Za-z0-9._:-]+")
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*")
_ASCII_TENANT = re.compile(r"[A-Za-z0-9._-]+")
_ASCII_PERSON = re.compile(r"[A-Za-z0-9._@+'-]+")
_PART_OF_THE_SYSTEM = re.compile(r"system:[a-z-]+")


def _id(text: str) -> str:
    return text if _ID.fullmatch(text) else _composed(text, "._:-", ascii_only=True)


def _tenant_id(text: str) -> str:
    return text if _ASCII_TENANT.fullmatch(text) else _composed(text, "._-")


def _person_id(text: str) -> str:
    return text if _ASCII_PERSON.fullmatch(text) else _composed(text, "._@+'-")


def _user_id(text: str) -> str:
    return text if _PART_OF_THE_SYSTEM.fullmatch(text) else _person_id(text)


def _composed(text: str, marks: str, *, ascii_only: bool = False) -> str:
    """The text in normal form NFC, so that a name typed in two ways is one id."""
    composed = unicodedata.normalize("NFC", text)
    for character in composed:
        is_letter = unicodedata.category(character)[0] in "LMN" and (character.isascii() or not ascii_only)
        if not is_letter and character not in marks:
            letters = "a to z" if ascii_only else "letters"
            raise ValueError(f"it holds {character!a}; an id is made of {letters}, digits and {' '.join(marks)}")
    return composed


def _key(text: str) -> str:
    if _KEY.fullmatch(text):
        return text
    raise ValueError("it is not a key; use a to z in small letters, digits and . _ -")


OurId = AfterValidator(_id)
APerson = AfterValidator(_person_id)
AUser = AfterValidator(_user_id)
AKey = AfterValidator(_key)

NEVER_IN: Mapping[AfterValidator, str] = MappingProxyType(
    {
        OurId: "[^A-Za-z0-9._:-]",
        APerson: r"[\x01- !-&(-*,/:-?\[-^`{-\x7f]",
        AUser: r"[\x01- !-&(-*,/;-?\[-^`{-\x7f]",
        AKey: "[^a-z0-9._-]",
    }
)
"""What none of these ids and keys holds, as a regular expression; of other scripts only they themselves can tell."""

Id = Annotated[str, StringConstraints(min_length=1, max_length=ID_LENGTH), OurId, IMPERSONAL]
"""The id of something of ours: a UUIDv7 as a rule."""

ForeignId = Annotated[str, StringConstraints(min_length=1, max_length=FOREIGN_ID_LENGTH), OneLine, IMPERSONAL]
"""The id of something in another system: any one line, ``acme:17`` or one with blanks."""

TenantId = Annotated[str, StringConstraints(min_length=1, max_length=ID_LENGTH), AfterValidator(_tenant_id), IMPERSONAL]
"""Letters of any script, digits and . _ -"""

PersonId = Annotated[str, StringConstraints(min_length=1, max_length=ID_LENGTH), APerson, IMPERSONAL]
"""Letters of any script, digits and . _ @ + ' -, so that an e-mail address can be one."""

UserId = Annotated[str, StringConstraints(min_length=1, max_length=ID_LENGTH), AUser, IMPERSONAL]
"""Who acts: a person, or a part of the system such as ``system:sales``."""

Key = Annotated[str, StringConstraints(min_length=1, max_length=KEY_LENGTH), AKey, IMPERSONAL]
"""A name for programs and settings: small letters, digits and . _ -"""

SourceKey = Key
"""Where a lead comes from."""

Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT), IMPERSONAL]
"""How many; also a version, a position, a number of days."""

WholeNumber = Annotated[int, Field(ge=-LARGEST_COUNT, le=LARGEST_COUNT), IMPERSONAL]
"""A whole number that may be negative, such as points or a change."""

Total = Annotated[int, Field(), IMPERSONAL]
"""A sum or a count of an answer; not bounded."""

Limit = Annotated[int, Field(ge=1, le=PAGE_LENGTH), IMPERSONAL]
"""The most entries of an answer."""

Figure = Annotated[float, Field(allow_inf_nan=False), IMPERSONAL]
"""A number with a fraction that is one: neither infinite nor undefined."""

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY), IMPERSONAL]
"""A calendar day; the year 226 is a typing error, and at the ends of the calendar dates cannot be computed."""

AnyNumber = Annotated[float, Field(), IMPERSONAL]
"""A number with a fraction, of an answer."""

AnyDay = Annotated[date, Field(), IMPERSONAL]
"""A day of an answer, or a partner's."""


def _in_64_bits(value: V) -> V:
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("it is too large a number; write it as a text")
    return value


def bounded_json(value: V) -> V:
    if _depth(value) > JSON_DEPTH:
        raise ValueError(f"it is nested too deep; use at most {JSON_DEPTH} levels")
    try:
        length = len(json.dumps(value, ensure_ascii=False, allow_nan=False, default=dict))
    except ValueError as cause:
        raise ValueError("it holds a number that JSON cannot tell; use a finite one") from cause
    if length > JSON_LENGTH:
        raise ValueError(f"it is too large; use at most {JSON_LENGTH} characters of JSON")
    return value


def _depth(value: object) -> int:
    """The depth of nested lists and objects, counted without recursion, since hostile ones exceed Python's stack."""
    level, depth = [value], 0
    while level := [
        child
        for each in level
        if isinstance(each, Mapping | list | tuple)
        for child in (each.values() if isinstance(each, Mapping) else each)
    ]:
        depth += 1
    return depth


Json = Annotated[JsonValue, AfterValidator(bounded_json)]
"""Any JSON value, of bounded depth and size."""

JsonObject = Annotated[Mapping[Name, JsonValue], AfterValidator(bounded_json)]
"""The same, by name."""

AttributeText = Annotated[str, StringConstraints(max_length=2_000), ManyLines]
AttributeValue = Annotated[AttributeText | int | Figure | bool, AfterValidator(_in_64_bits)]
"""A text, a number or yes and no; conditions count whole numbers in 64 bits."""

Attributes = Annotated[Mapping[Name, AttributeValue], Field(max_length=200), AfterValidator(bounded_json)]
"""Further facts about a lead, by name."""


AnyAttributes = Mapping[AnyText, AnyText | Total | AnyNumber | bool]
"""The same, of a stored lead."""


class LeadSource(StrEnum):
    WEBSITE = "website"
    REFERRAL = "referral"
    EMAIL = "email"
    PHONE = "phone"
    EVENT = "event"
    SOCIAL = "social"
    ADVERTISING = "advertising"
    PARTNER = "partner"
    OUTBOUND = "outbound"
    IMPORT = "import"
    OTHER = "other"


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class OpportunityType(StrEnum):
    NEW_BUSINESS = "new_business"
    EXISTING_BUSINESS = "existing_business"
    UPSELL = "upsell"
    CROSS_SELL = "cross_sell"
    RENEWAL = "renewal"

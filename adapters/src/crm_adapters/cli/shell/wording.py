"""The name of a request's field at the command line, and whether it is an argument or an option.

What is required and short, a text of one line, a choice, a number or an amount, stands alone; so does what an
operation is about. Anything else is an option: dates, long texts, people, and the ids of other things.
"""

import types
from collections.abc import Iterator, Mapping, Set
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AfterValidator, AwareDatetime
from pydantic.fields import FieldInfo

from crm_core.money import Money
from crm_core.stores import AsOf
from crm_core.vocabulary import AKey, APerson, AUser, ManyLines, OurId

CURRENCY = "currency"
CURRENCY_FIELD, MINOR = "currency_code", "_minor"
"""``budget_minor`` is written as ``--budget``, and its currency as ``--currency``."""

SHORTER: Mapping[str, str] = {
    "activity_type": "type",
    "currency_code": CURRENCY,
    "discount_basis_points": "discount",
    "delegate": "to",
    "delegator": "for",
    "due_date": "due",
    "ends_at": "until",
    "estimated_value_minor": "value",
    "expected_close_date": "close-date",
    "expected_revenue": "value",
    "expected_revenue_minor": "value",
    "custom": "field",
    "external_id": "external-id",
    "from_currency": "from",
    "from_user": "from",
    "is_default": "default",
    "is_required": "required",
    "moves_open": "move-open",
    "margin_basis_points": "margin",
    "opportunity_id": "deal",
    "opportunity_name": "name",
    "override_reason": "override",
    "party_id": "customer",
    "payment_id": "id",
    "probability_basis_points": "probability",
    "refund_id": "id",
    "to_currency": "to",
    "starts_at": "from",
    "to_user": "to",
    "with_retired": "all",
}
"""Fields whose options are called otherwise than they are."""


ARGUMENTS: Mapping[str, str] = {"user_id": "USER"}
"""Fields that stand alone in commands that read their options themselves."""


def option_of(field: str) -> str:
    """Without its dashes: ``campaign_id`` is ``--campaign``."""
    return SHORTER.get(field) or field.removesuffix("_id").removesuffix(MINOR).replace("_", "-")


def is_as_of(info: FieldInfo) -> bool:
    """Whether it is the moment that a filter looks from: ``rotting_at`` is written ``--rotting``, and means now."""
    return any(isinstance(each, AsOf) for each in info.metadata)


def type_of(info: FieldInfo) -> Any:
    """Without None and without what is said about it."""
    kind = info.annotation
    while (origin := get_origin(kind)) in {Annotated, Union, types.UnionType}:
        parts = get_args(kind)
        kind = parts[0] if origin is Annotated else next(each for each in parts if each is not type(None))
    return kind


def marks_of(info: FieldInfo) -> Iterator[Any]:
    """What is said about its type, by the field and then by its parts."""
    yield from info.metadata
    for part in (info.annotation, *get_args(info.annotation)):
        yield from getattr(part, "__metadata__", ())


def is_choice(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def stands_alone(field: str, info: FieldInfo) -> bool:
    kind = type_of(info)
    is_short = kind in {str, int, Decimal, Money} or is_choice(kind)
    is_named = field.endswith(("_id", MINOR)) or not _validators(info).isdisjoint({ManyLines, AUser, APerson})
    return info.is_required() and is_short and not is_named


_METAVARS: Mapping[Any, str] = {
    int: "NUMBER",
    Decimal: "NUMBER",
    Money: "AMOUNT",
    date: "DATE",
    datetime: "WHEN",
    AwareDatetime: "WHEN",
}


def metavar_of(field: str, info: FieldInfo) -> str:
    """By the type."""
    kind, validators = type_of(info), _validators(info)
    if (metavar := _METAVARS.get(kind)) is not None:
        return metavar
    if is_choice(kind) or AKey in validators:
        return option_of(field).upper()
    if field.endswith("_user") or validators & {AUser, APerson}:
        return "USER"
    return "ID" if OurId in validators or field.endswith("_id") else "TEXT"


def written_as(field: str) -> str:
    """What errors of a command that reads its options itself call a field."""
    if field in ARGUMENTS:
        return ARGUMENTS[field]
    return f"--{option_of(field)}" if field in SHORTER or field.endswith(("_id", MINOR)) else field


def _validators(info: FieldInfo) -> Set[AfterValidator]:
    return {mark for mark in marks_of(info) if isinstance(mark, AfterValidator)}

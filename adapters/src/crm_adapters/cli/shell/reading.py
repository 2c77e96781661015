"""Parses the texts of options: amounts, moments, attributes, and names of stored entities."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from crm_adapters.amounts import read_amount, read_currency
from crm_adapters.cli.shell.session import Session
from crm_core.credits import REVENUE
from crm_core.errors import Invalid
from crm_core.money import BASIS_POINTS, Money
from crm_core.pipelines import Pipeline, PipelineStageError
from crm_core.splits import AskedShare
from crm_core.stores import Listed

_WHOLE_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL_NUMBER = re.compile(r"-?(0|[1-9]\d*)\.\d+", re.ASCII)
_TRUTHS = {"true": True, "false": False}
_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
END_OF_DAY = time(23, 59)


def money_of(value: str | None, currency: str | None, default_currency: str, option: str = "--value") -> Money | None:
    """What ``option`` and ``--currency`` say together. Raises AmountUnreadable, Invalid."""
    if value is None:
        if currency is not None:
            raise Invalid.field("--currency", "there is no amount it belongs to", f"give {option} too")
        return None
    code = read_currency(currency, field="--currency") if currency is not None else default_currency
    return read_amount(value, code, field=option)


def pipeline_id_of(session: Session, reference: str | None) -> str | None:
    """None of none. Raises as ``pipeline_named``."""
    return None if reference is None else pipeline_named(session, reference).id


def pipeline_named(session: Session, reference: str) -> Pipeline:
    """By id, or by name whatever its case. Raises Invalid naming the pipelines there are."""
    pipelines: Listed[Pipeline] = session.crm.deals.pipelines(session.actor, with_retired=True)
    for pipeline in pipelines:
        if reference == pipeline.id or reference.strip().casefold() == pipeline.name.casefold():
            return pipeline
    session.print_left_out(pipelines, "pipelines")
    known = ", ".join(pipeline.name for pipeline in pipelines) or "none"
    raise Invalid.field("--pipeline", f"there is no {reference!r}", f"name one of: {known}")


def shares_of(_: Session, text: str) -> tuple[AskedShare, ...]:
    """``owner=70,bob=30,eve=12.5:overlay``: percent of the revenue, unless a kind is named. Raises Invalid."""
    return tuple(_share(part.strip()) for part in text.split(","))


def _share(text: str) -> AskedShare:
    who, _, rest = text.partition("=")
    percent, _, kind = rest.partition(":")
    try:
        points = Decimal(percent) * 100
        user = None if who.strip() == "owner" else who.strip()
        return AskedShare.model_validate({"user_id": user, "basis_points": points, "kind": kind.strip() or REVENUE})
    except (ArithmeticError, ValueError) as cause:
        remedy = "write it like owner=70,bob=30,eve=10:overlay, in percent with at most two decimals"
        raise Invalid.field("--shares", f"{text!r} is no share", remedy) from cause


def deal_id_of(session: Session, reference: str) -> str:
    """By number or id. Raises OpportunityNotFound."""
    return session.crm.deals.get(session.actor, reference).id


def lead_id_of(session: Session, reference: str) -> str:
    """By id or number. Raises LeadNotFound."""
    return session.crm.leads.get(session.actor, reference).id


def subject_id_of(session: Session, reference: str) -> str:
    """Of a lead or deal by its number, of anything by its id. Raises NotFound."""
    return session.crm.audit.find(session.actor, reference).id


def stage_named(session: Session, name: str) -> str:
    """A stage of any pipeline, as people write it. Raises Invalid: a misspelt one would only find nothing."""
    pipelines = session.crm.deals.pipelines(session.actor, with_retired=True)
    known = dict.fromkeys(each.name for pipeline in pipelines for each in pipeline.stages)
    if name in known:
        return name
    for pipeline in pipelines:
        with suppress(PipelineStageError):
            return str(pipeline.stage(name).name)
    raise Invalid.field("--stage", f"there is no {name!r}", f"name one of: {', '.join(known)}")


def basis_points_of(option: str, *, least: int = 0) -> Callable[[Session, str], int]:
    """A reader of ``60``, ``60%`` or ``62.5`` as basis points; ``least`` in wholes. It raises Invalid."""

    def read(_: Session, percent: str) -> int:
        try:
            points = Decimal(percent.strip().removesuffix("%").strip()) * 100
            if points != points.to_integral_value() or not least * BASIS_POINTS <= points <= BASIS_POINTS:
                raise ValueError(percent)
        except (ArithmeticError, ValueError) as cause:
            remedy = f"write it from {least * 100} to 100, like 60 or 62.5"
            raise Invalid.field(option, f"{percent!r} is not a percentage", remedy) from cause
        return int(points)

    return read


def attributes_of(
    pairs: Sequence[str], known: Mapping[str, Any] = MappingProxyType({}), option: str = "--attribute"
) -> dict[str, Any]:
    """``employees=250`` as a number, ``vip=true`` as a truth, anything else as text; ``vip=`` drops a known one.

    Raises Invalid.
    """
    read = dict(known)
    for pair in pairs:
        name, assigned, value = pair.partition("=")
        if not assigned or not name.strip():
            raise Invalid.field(option, f"{pair!r} says no name and value", "write it like employees=250")
        if name.strip() in known and not value.strip():
            del read[name.strip()]
        else:
            read[name.strip()] = _fact(value.strip())
    return read


def moment_of(text: str | None, zone: ZoneInfo, *, option: str, day_at: time = time.min) -> datetime | None:
    """A date and time where the tenant lives, or with a zone of its own; a bare date is meant at ``day_at``.

    Raises Invalid.
    """
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError as cause:
        remedy = "write it like 2026-06-30 or 2026-06-30T14:00"
        raise Invalid.field(option, f"{text!r} is not a date or time", remedy) from cause
    if _DATE_ONLY.fullmatch(text.strip()):
        read = datetime.combine(read, day_at)
    return read if read.tzinfo is not None else read.replace(tzinfo=zone)


def _fact(value: str) -> str | int | float | bool:
    if _WHOLE_NUMBER.fullmatch(value):
        return int(value)
    if _DECIMAL_NUMBER.fullmatch(value):
        return float(value)
    return _TRUTHS.get(value.lower(), value)

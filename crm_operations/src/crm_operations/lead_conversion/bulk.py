"""Converting many leads: which ones, the outcome of each, and how often each reason occurs."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from crm_core.actor import Actor
from crm_core.conditions import Condition, ConditionError, Expression
from crm_core.leads import Lead, LeadFilter, SelectableLead, SelectionFacts, selection_condition, sources_named
from crm_core.sources import require_known_sources
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Count, Total
from crm_operations.lead_conversion.request import Conversion, LeadNotQualified
from crm_operations.records import Records


class ConvertLeads(Value):
    """Open leads, oldest first: those that fulfil ``where``, and at most ``limit`` of them."""

    where: Expression | None = None
    """In CEL over ``lead``, as in routing rules: ``lead.score >= 60 AND lead.source == "referral"``."""
    limit: Annotated[Count, Field(ge=1)] | None = None


class Candidate(Value):
    """A lead to convert; one with a ``problem`` cannot be read or selected, and is reported instead."""

    lead_id: AnyText
    lead_number: AnyText
    problem: AnyText | None = None


class ConversionOutcome(StrEnum):
    CONVERTED = "converted"
    NOT_QUALIFIED = "not_qualified"
    REFUSED = "refused"


class LeadOutcome(Value):
    """The outcome of one lead; ``reasons`` say what it lacks, or the error."""

    lead_id: AnyText
    lead_number: AnyText
    outcome: ConversionOutcome
    opportunity_number: AnyText | None = None
    reasons: tuple[AnyText, ...] = ()

    @classmethod
    def answered(cls, lead: Candidate, answer: Conversion | LeadNotQualified) -> Self:
        """The outcome for an answer of ``convert_lead``."""
        if isinstance(answer, LeadNotQualified):
            return cls.of(lead, ConversionOutcome.NOT_QUALIFIED, *answer.reasons)
        converted = cls.of(lead, ConversionOutcome.CONVERTED)
        return converted.model_copy(update={"opportunity_number": answer.opportunity_number})

    @classmethod
    def of(cls, lead: Candidate, outcome: ConversionOutcome, *reasons: str) -> Self:
        """The outcome of a lead that was not converted, with these reasons."""
        return cls(lead_id=lead.lead_id, lead_number=lead.lead_number, outcome=outcome, reasons=reasons)


class ReasonCount(Value):
    """A reason without what is peculiar to each lead, and how many leads it held back."""

    reason: AnyText
    leads: Total


class BulkConversion(Value):
    """Figures of many leads, reasons by frequency, and every refused lead."""

    converted: Total = 0
    not_qualified: Total = 0
    refused: Total = 0
    reasons: tuple[ReasonCount, ...] = ()
    refused_leads: tuple[LeadOutcome, ...] = ()

    @classmethod
    def of(cls, outcomes: Iterable[LeadOutcome]) -> Self:
        """Reasons are counted without the figures of each lead, the most frequent first."""
        counts: Counter[ConversionOutcome] = Counter()
        reasons: Counter[str] = Counter()
        refused = []
        for each in outcomes:
            counts[each.outcome] += 1
            reasons.update({_in_general(reason, each) for reason in each.reasons})
            if each.outcome is ConversionOutcome.REFUSED:
                refused.append(each)
        by_frequency = sorted(reasons.items(), key=lambda counted: (-counted[1], counted[0]))
        return cls(
            converted=counts[ConversionOutcome.CONVERTED],
            not_qualified=counts[ConversionOutcome.NOT_QUALIFIED],
            refused=counts[ConversionOutcome.REFUSED],
            reasons=tuple(ReasonCount(reason=reason, leads=leads) for reason, leads in by_frequency),
            refused_leads=tuple(refused),
        )


def candidates(records: Records, actor: Actor, command: ConvertLeads, page_size: int) -> Iterator[Candidate]:
    """Candidates page by page, each by one statement; conversions meanwhile shift no page.

    Raises ConditionError and UnknownSource at once.
    """
    condition = None if command.where is None else selection_condition(command.where)
    if command.where is not None:
        with records.reading(actor) as work:
            require_known_sources(work.sources, sources_named(command.where))
    return _limited(_matching(records, actor, condition, page_size), command.limit)


def _limited(found: Iterator[Candidate], limit: int | None) -> Iterator[Candidate]:
    for count, each in enumerate(found, start=1):
        yield each
        if count == limit:
            return


def _matching(records: Records, actor: Actor, condition: Condition | None, page_size: int) -> Iterator[Candidate]:
    filters = LeadFilter(only_open=True, limit=page_size)
    while True:
        with records.reading(actor) as work:
            page = work.leads.find(filters)
        for lead in page:
            if (candidate := _candidate(lead, condition)) is not None:
                yield candidate
        for unchecked in page.unreadable:
            yield Candidate(lead_id=unchecked.id, lead_number=unchecked.id, problem=unchecked.problem)
        if page.looked_at < page_size:
            return
        filters = filters.model_copy(update={"after_id": page.last_id})


def _candidate(lead: Lead, condition: Condition | None) -> Candidate | None:
    candidate = Candidate(lead_id=lead.id, lead_number=lead.lead_number)
    try:
        if condition is None or SelectableLead(SelectionFacts.of(lead)).fulfils(condition.source):
            return candidate
    except ConditionError as problem:
        return candidate.model_copy(update={"problem": str(problem)})
    return None


_FIGURE = re.compile(r"\d+")


def _in_general(reason: str, lead: LeadOutcome) -> str:
    """``score 37, at least 50 needed`` as ``score N, at least 50 needed``: the lead's own figure comes first."""
    if lead.outcome is ConversionOutcome.NOT_QUALIFIED:
        return _FIGURE.sub("N", reason, count=1)
    return reason.replace(lead.lead_number, "LEAD").replace(lead.lead_id, "LEAD")

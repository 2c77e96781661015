"""Searches leads one by one: by words in any script and by conditions, which databases compare differently."""

from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor
from crm_core.conditions import ConditionError, Expression
from crm_core.leads import Lead, LeadFilter, SelectableLead, SelectionFacts, selection_condition, sources_named
from crm_core.sources import require_known_sources
from crm_core.stores import Listed, Unreadable
from crm_core.texts import holds_words
from crm_core.vocabulary import ShortText
from crm_operations.records import Records

SearchText = Annotated[
    ShortText, Field(description="Only leads with all these words in number, name, company or address.")
]
Where = Annotated[Expression, Field(description='Only leads like lead.score > 60 AND lead.grade == "A"')]

PAGE = 500


def search_leads(
    records: Records, actor: Actor, filters: LeadFilter, search: str | None, where: str | None
) -> Listed[Lead]:
    """At most the filter's limit of leads, read page by page; leads the condition cannot be applied to are listed too.

    Raises ConditionError and UnknownSource before any lead is read.
    """
    if where is not None:
        selection_condition(where)
        with records.reading(actor) as work:
            require_known_sources(work.sources, sources_named(where))
    found: list[Lead] = []
    unreadable: list[Unreadable] = []
    page_filter = filters.model_copy(update={"limit": PAGE})
    while True:
        with records.reading(actor) as work:
            page = work.leads.find(page_filter)
        in_order: list[Lead | Unreadable] = sorted([*page, *page.unreadable], key=lambda each: each.id)
        for each in in_order:
            if isinstance(each, Unreadable):
                unreadable.append(each)
            elif isinstance(answer := _answer(each, search, where), Unreadable):
                unreadable.append(answer)
            elif answer:
                found.append(each)
            if len(found) + len(unreadable) >= filters.limit:
                return Listed(found, unreadable=unreadable, last_id=each.id)
        if page.looked_at < PAGE:
            return Listed(found, unreadable=unreadable)
        page_filter = page_filter.model_copy(update={"after_id": page.last_id})


def _answer(lead: Lead, search: str | None, where: str | None) -> bool | Unreadable:
    if search is not None and not holds_words(search, (lead.lead_number, lead.name, lead.company, lead.email)):
        return False
    try:
        return where is None or SelectableLead(SelectionFacts.of(lead)).fulfils(where)
    except ConditionError as problem:
        return Unreadable(id=lead.lead_number, problem=str(problem))

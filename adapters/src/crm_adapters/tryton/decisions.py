"""Decisions that people made in Tryton itself: quotations confirmed there, and opportunities lost."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from crm_adapters.tryton.answers import understanding
from crm_adapters.tryton.client import Record, TrytonClient
from crm_adapters.tryton.opportunity import OPPORTUNITY
from crm_adapters.tryton.sale import STATES
from crm_adapters.tryton.tryton import our_id
from crm_core.pipelines import Outcome
from crm_core.texts import fit
from crm_core.values import FitMoment, Value
from crm_core.vocabulary import TEXT_LENGTH
from crm_operations.providers import QuotationStatus

CONFIRMED = [state for state, status in STATES.items() if status is QuotationStatus.ACCEPTED]
FIELDS = ("reference", "state", "lost_reason", "write_date", "create_date", "sales.state", "sales.write_date")


class SalesDecision(Value):
    """``seen`` is its moment in Tryton, from which the next query continues."""

    opportunity_id: str
    outcome: Outcome
    quotation_ids: tuple[str, ...] = ()
    """Those confirmed, oldest first."""
    reason: str | None = None
    seen: FitMoment


def decided_since(client: TrytonClient, moment: datetime | None, also: Sequence[str] = ()) -> Sequence[SalesDecision]:
    """Decisions since that moment, and about these deals whenever, oldest first; all without one. One query."""
    changed = [] if moment is None else [["write_date", ">=", moment]]
    domain = [
        ["reference", "!=", None],
        [
            "OR",
            ["sales", "where", [["state", "in", CONFIRMED], *changed]],
            [["state", "=", "lost"], *changed],
            [["reference", "in", list(also)], ["sales", "where", [["state", "in", CONFIRMED]]]],
        ],
    ]
    with understanding(client.database, OPPORTUNITY):
        return sorted(_decided(client, client.find(OPPORTUNITY, domain, FIELDS)), key=lambda each: each.seen)


def _decided(client: TrytonClient, found: Sequence[Record]) -> Iterator[SalesDecision]:
    for opportunity in found:
        confirmed = [sale for sale in opportunity["sales"] if sale["state"] in CONFIRMED]
        live = [sale for sale in opportunity["sales"] if STATES.get(sale["state"], QuotationStatus.DRAFT).is_live]
        if confirmed:
            confirmed.sort(key=lambda sale: sale["id"])
            yield SalesDecision(
                opportunity_id=opportunity["reference"],
                outcome=Outcome.WON,
                quotation_ids=tuple(our_id(client.database, sale["id"]) for sale in confirmed),
                seen=max(sale["write_date"] for sale in confirmed),
            )
        elif not live:  # a draft again is no longer lost, though Tryton calls it so until it is sent
            seen = max(
                [
                    opportunity["write_date"] or opportunity["create_date"],
                    *(sale["write_date"] for sale in opportunity["sales"]),
                ]
            )
            reason = " ".join(fit(opportunity["lost_reason"] or "", TEXT_LENGTH).split()) or None
            yield SalesDecision(opportunity_id=opportunity["reference"], outcome=Outcome.LOST, reason=reason, seen=seen)

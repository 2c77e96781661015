"""The quotations of a deal: which one counts, a new one where none does, and their undo."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from crm_core.actor import Actor
from crm_core.money import Money
from crm_core.opportunities import Opportunity, check_currency
from crm_core.values import Value
from crm_operations.process import Saga
from crm_operations.providers import (
    Quotation,
    QuotationDraft,
    QuotationLine,
    QuotationNotFound,
    QuotationProvider,
    QuotationStatus,
)
from crm_operations.quote_to_order.case import OpportunityCase
from crm_operations.quote_to_order.errors import OpportunityNotClosable
from crm_operations.settings import SettingsFor


class QuotationForOpportunity(Value):
    """``quotation.status`` is the status it was found in, which the undo restores."""

    quotation: Quotation
    created: bool


def _nothing(_: Money | None) -> None:
    """The default check, which refuses nothing."""


class OpportunityQuotations:
    """The quotations of a deal for its workflows; ``remedy`` is the advice when its value is unknown."""

    def __init__(self, quotations: QuotationProvider, settings_for: SettingsFor, remedy: str) -> None:
        self._quotations = quotations
        self._settings_for = settings_for
        self._remedy = remedy

    def obtain(
        self,
        saga: Saga,
        actor: Actor,
        case: OpportunityCase,
        value: Money | None,
        quotation_id: str | None,
        key: str,
        *,
        check: Callable[[Money | None], object] = _nothing,
    ) -> QuotationForOpportunity:
        """The one asked for, else the one that counts, else a new one over the value; a new one is withdrawn on undo.

        Finding and creating are separate steps, since a repeated creation must not find its own quotation. ``check``
        is given the value before anything is created, and refuses it by raising.
        Raises OpportunityNotClosable, OpportunityCurrencyDiffers.
        """
        found = saga.step("find quotation", lambda: self._find(actor, case, value, quotation_id))
        check(found.quotation.total if found is not None else value)
        if found is not None:
            return found
        return saga.step(
            "create quotation",
            lambda: self._create(actor, case, value, key),
            undo=lambda result: self._quotations.withdraw(actor.tenant_id, result.quotation.id, key=key),
            on_unknown=lambda: self._withdraw_if_present(actor, case.opportunity, key),
        )

    def live(self, actor: Actor, opportunity: Opportunity) -> tuple[Quotation, ...]:
        """Those still to be decided, newest first."""
        known = self._quotations.find_by_opportunity_id(actor.tenant_id, opportunity.id)
        return tuple(quotation for quotation in known if quotation.status.is_live)

    def revert(self, actor: Actor, quotation: Quotation) -> None:
        """Restores the status; a quotation that is gone needs none, since its creation was undone meanwhile."""
        with suppress(QuotationNotFound):
            self._quotations.revert(actor.tenant_id, quotation.id, quotation.status)

    def _withdraw_if_present(self, actor: Actor, opportunity: Opportunity, key: str) -> None:
        for quotation in self._quotations.find_by_opportunity_id(actor.tenant_id, opportunity.id):
            self._quotations.withdraw(actor.tenant_id, quotation.id, key=key)

    def _find(
        self, actor: Actor, case: OpportunityCase, value: Money | None, quotation_id: str | None
    ) -> QuotationForOpportunity | None:
        opportunity = case.opportunity
        known = self._quotations.find_by_opportunity_id(actor.tenant_id, opportunity.id)
        chosen = _to_accept(known, case, quotation_id)
        if chosen is None:
            if quotation_id is not None:
                raise OpportunityNotClosable.because_quotation_is_anothers(opportunity, quotation_id)
            return None
        check_currency(opportunity, chosen.total.currency)
        if value is not None and value != chosen.total:
            raise OpportunityNotClosable.because_quotation_says_otherwise(opportunity, chosen, value)
        return QuotationForOpportunity(quotation=chosen, created=False)

    def _create(self, actor: Actor, case: OpportunityCase, amount: Money | None, key: str) -> QuotationForOpportunity:
        opportunity = case.opportunity
        value = amount or opportunity.expected_revenue
        if value is None:
            raise OpportunityNotClosable.because_value_is_unknown(opportunity, self._remedy)
        check_currency(opportunity, value.currency)
        validity = timedelta(days=self._settings_for(actor.tenant_id).quotations.validity_days)
        draft = QuotationDraft(
            opportunity_id=opportunity.id,
            customer_id=opportunity.party_id,
            currency_code=value.currency,
            lines=(QuotationLine(description=opportunity.name, unit_price_minor=value.minor),),
            valid_until=case.today + validity,
        )
        created = self._quotations.create_from_opportunity(actor.tenant_id, draft, key=key)
        return QuotationForOpportunity(quotation=created, created=True)


def _to_accept(known: Sequence[Quotation], case: OpportunityCase, quotation_id: str | None) -> Quotation | None:
    """The one asked for; else of those that still count the one already accepted, else the newest to be decided.

    Raises OpportunityNotClosable where several are accepted, since only people know which of them is meant.
    """
    if quotation_id is not None:
        return next((quotation for quotation in known if quotation.id == quotation_id), None)
    counting = [quotation for quotation in known if _counts(quotation, case)]
    accepted = [quotation for quotation in counting if quotation.status is QuotationStatus.ACCEPTED]
    if len(accepted) > 1:
        raise OpportunityNotClosable.because_several_are_accepted(case.opportunity, accepted)
    live = (quotation for quotation in counting if quotation.status.is_live)
    return next(iter(accepted), None) or next(live, None)


def _counts(quotation: Quotation, case: OpportunityCase) -> bool:
    """Whether the quotation is neither superseded nor expired."""
    has_expired = quotation.status.is_live and case.today > quotation.valid_until
    void = (*case.opportunity.superseded_quotation_ids, *case.void_quotation_ids)
    return not has_expired and quotation.id not in void

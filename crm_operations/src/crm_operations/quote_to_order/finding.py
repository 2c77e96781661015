"""The quotation that a process is about, as the sales system has it before anything is done."""

from crm_core.actor import Actor
from crm_core.values import Value
from crm_operations.providers import Quotation, QuotationNotFound, QuotationProvider


class FoundQuotation(Value):
    """Its status is what an undo restores."""

    quotation: Quotation


def find_quotation(quotations: QuotationProvider, actor: Actor, quotation_id: str) -> FoundQuotation:
    """Raises QuotationNotFound, Unavailable."""
    found = quotations.find_by_id(actor.tenant_id, quotation_id)
    if found is None:
        raise QuotationNotFound.because_unknown_quotation(quotation_id)
    return FoundQuotation(quotation=found)

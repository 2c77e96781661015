"""The orders of the sales system (PLAN-008, PLAN-020)."""

from collections.abc import Sequence
from typing import Protocol

from crm_core.money import AnyMoney, TotalMinorUnits
from crm_core.values import FitMoment, Value
from crm_core.vocabulary import FitLine, ForeignId
from crm_operations.providers.call_kinds import command, query


class Order(Value):
    """As the sales system has it; ``total`` is the quotation's, and so is the tax on top, in minor units."""

    id: ForeignId
    number: FitLine
    quotation_id: ForeignId
    opportunity_id: ForeignId
    customer_id: ForeignId
    total: AnyMoney
    tax_minor: TotalMinorUnits = 0
    created_at: FitMoment


class OrderProvider(Protocol):
    """A partner system. Every method may raise Unavailable."""

    @query
    def find_by_id(self, tenant_id: str, order_id: str) -> Order | None:
        """None when the tenant has no such order."""
        ...

    @query
    def find_by_opportunity_id(self, tenant_id: str, opportunity_id: str) -> Sequence[Order]:
        """Newest first: a deal that was reopened may have more than one."""
        ...

    @command
    def create_from_quotation(self, tenant_id: str, quotation_id: str, *, key: str) -> Order:
        """One a quotation, answered to later calls too. Raises QuotationNotFound; QuotationRefused unless accepted."""
        ...

"""The gate before a quotation is sent or accepted: the deal's rule, on the quotation's figures (QOW-CRMOP-0117)."""

from datetime import datetime

from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.quotations import QuotationVersion
from crm_operations.approvals import Approvable
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


def approvable_offer(
    work: UnitOfWork,
    deal: Opportunity,
    total: Money,
    version: QuotationVersion | None,
    settings: OperationsSettings,
    at: datetime,
) -> Approvable | None:
    """With discount and margin of its lines, where they are known; None where the tenant's gate is off.

    A yes to it is the deal's: it is asked for by the same request, and holds at closing while nothing got worse.
    """
    approvable = Approvable.load(work, deal, settings, at, total)
    if approvable is None or version is None:
        return approvable
    known: dict[str, object] = {}
    if version.discount_basis_points is not None:
        known["discount_basis_points"] = max(version.discount_basis_points, 0)
    if version.margin_basis_points is not None:
        known["margin_basis_points"] = version.margin_basis_points
    return approvable.model_copy(update={"case": approvable.case.at(**known)}) if known else approvable

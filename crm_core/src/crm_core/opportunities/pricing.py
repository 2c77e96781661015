"""What a quotation says of its opportunity: what it is expected to bring, its discount and its margin."""

from datetime import datetime

from crm_core.money import Money
from crm_core.opportunities.events import OpportunityEdited
from crm_core.opportunities.opportunity import Opportunity


def price(
    opportunity: Opportunity,
    *,
    at: datetime,
    value: Money | None = None,
    discount_basis_points: int | None = None,
    margin_basis_points: int | None = None,
) -> Opportunity | tuple[Opportunity, OpportunityEdited]:
    """With these figures, in the currency of the value; what is None stays. Itself where nothing differs."""
    figures: dict[str, object] = {}
    if value is not None:
        figures |= {"expected_revenue_minor": value.minor, "currency_code": value.currency}
    if discount_basis_points is not None:
        figures["discount_basis_points"] = discount_basis_points
    if margin_basis_points is not None:
        figures["margin_basis_points"] = margin_basis_points
    different = tuple(sorted(name for name, figure in figures.items() if getattr(opportunity, name) != figure))
    if not different:
        return opportunity
    return opportunity.changed(at, **figures), opportunity.event(OpportunityEdited, at=at, fields=different)

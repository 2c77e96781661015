"""An open deal is held while it is accepted in the sales system and rules here do not let it be won."""

from datetime import datetime

from crm_core.opportunities.accepted_sale import AcceptedSale
from crm_core.opportunities.events import OpportunityHeld, OpportunityReleased
from crm_core.opportunities.opportunity import Opportunity


def hold(
    opportunity: Opportunity, sale: AcceptedSale, *, at: datetime
) -> Opportunity | tuple[Opportunity, OpportunityHeld]:
    """With what it waits for; itself when closed, or where that was said before."""
    if not opportunity.is_open or sale == opportunity.accepted_sale:
        return opportunity
    return opportunity.changed(at, accepted_sale=sale), opportunity.event(OpportunityHeld, at=at, **dict(sale))


def release(opportunity: Opportunity, *, at: datetime) -> Opportunity | tuple[Opportunity, OpportunityReleased]:
    """No longer accepted in the sales system; itself where it was not."""
    if opportunity.accepted_sale is None:
        return opportunity
    event = opportunity.event(OpportunityReleased, at=at, quotation_id=opportunity.accepted_sale.quotation_id)
    return opportunity.changed(at, accepted_sale=None), event

"""A person says how surely an opportunity is counted on, in place of its stage."""

from datetime import datetime

from crm_core.opportunities.events import OpportunityCategoryChanged
from crm_core.opportunities.forecast_override import ForecastOverride, OverrideForecastCategory
from crm_core.opportunities.opportunity import Opportunity
from crm_core.opportunities.refusals import OpportunityCategoryFixed


def override_category(
    opportunity: Opportunity, request: OverrideForecastCategory, *, at: datetime
) -> Opportunity | tuple[Opportunity, OpportunityCategoryChanged]:
    """In place of the category of its stages, until it is cleared; itself where that was said before.

    Raises OpportunityCategoryFixed when closed.
    """
    if not opportunity.is_open:
        raise OpportunityCategoryFixed.because_it_is_closed(opportunity.opportunity_number, opportunity.outcome)
    override = ForecastOverride(**dict(request))
    if override == opportunity.forecast_override:
        return opportunity
    event = opportunity.event(OpportunityCategoryChanged, at=at, category=override.category)
    return opportunity.changed(at, forecast_override=override), event


def clear_category(
    opportunity: Opportunity, *, at: datetime
) -> Opportunity | tuple[Opportunity, OpportunityCategoryChanged]:
    """Back to the category of its stage; itself, and nothing to announce, where there is no override."""
    if opportunity.forecast_override is None:
        return opportunity
    return opportunity.changed(at, forecast_override=None), opportunity.event(
        OpportunityCategoryChanged, at=at, category=None
    )

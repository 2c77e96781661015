"""How a deal is shared, and what overlay comes to, as it is shown."""

from typing import Annotated

from pydantic import Field

from crm_core.credits import Share
from crm_core.money import AnyMoney
from crm_core.splits import Split
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Day, FreeText, Name

TemplateName = Annotated[Name, Field(description="The team's template: see crm split template list.")]
EffectiveFrom = Annotated[Day, Field(description="From which credit date on: 2026-06-30; else for all of its credits.")]
Comment = Annotated[FreeText, Field(description="What to say to it.")]


class DealShares(Value):
    """Who shares a deal today, and what is not decided yet."""

    opportunity_number: AnyText
    shares: tuple[Share, ...]
    agreed: Split | None = None
    """What they were agreed by; None where all is the owner's."""
    open: Split | None = None
    """What is drafted or submitted."""


class OverlayAmount(Value):
    """What somebody is credited with beside the revenue."""

    user_id: AnyText
    share: Share
    amount: AnyMoney

"""The events of an opportunity (PLAN-015)."""

from typing import Annotated, ClassVar

from crm_core.events import DomainEvent
from crm_core.money import Amount
from crm_core.opportunities.terms import MATERIAL_FIELDS
from crm_core.personal import IMPERSONAL
from crm_core.pipelines import ForecastCategory
from crm_core.vocabulary import AnyText, ForeignId, FreeText, Number, SourceKey, Total


class OpportunityCreated(DomainEvent):
    """Announced when an opportunity is opened, by conversion or directly; ``party_id`` is its customer."""

    name: ClassVar = "opportunity.created"
    opportunity_number: Number
    stage: Annotated[AnyText, IMPERSONAL]
    party_id: ForeignId
    source: SourceKey


class OpportunityEdited(DomainEvent):
    """Announced when somebody edits what is known of an opportunity: the names of the fields that changed."""

    name: ClassVar = "opportunity.edited"
    fields: tuple[Annotated[AnyText, IMPERSONAL], ...]

    @property
    def material(self) -> frozenset[str]:
        """Those of them on which a yes to the deal rests."""
        return MATERIAL_FIELDS.intersection(self.fields)


class OpportunityStageChanged(DomainEvent):
    """Announced with every change of stage, closing and reopening included."""

    name: ClassVar = "opportunity.stage_changed"
    pipeline_id: Annotated[AnyText, IMPERSONAL]
    from_stage: Annotated[AnyText, IMPERSONAL]
    to_stage: Annotated[AnyText, IMPERSONAL]
    seconds_in_stage: Total
    """How long the deal had been in ``from_stage``."""


class OpportunityWon(DomainEvent):
    """Announced when an opportunity is won; ``value`` is the accepted quotation's total."""

    name: ClassVar = "opportunity.won"
    value: Amount
    quotation_id: Annotated[AnyText, IMPERSONAL]
    assigned_to: Annotated[AnyText, IMPERSONAL]
    source: SourceKey


class OpportunityLost(DomainEvent):
    """Announced when an opportunity is lost, for this reason."""

    name: ClassVar = "opportunity.lost"
    reason: FreeText
    assigned_to: Annotated[AnyText, IMPERSONAL]


class OpportunityOrdered(DomainEvent):
    """Announced when the sales system has an order for a won opportunity; ``order_id`` is that system's."""

    name: ClassVar = "opportunity.ordered"
    order_id: ForeignId


class OpportunityQuoted(DomainEvent):
    """Announced when a quotation is made for an open opportunity; ``quotation_id`` is the sales system's."""

    name: ClassVar = "opportunity.quoted"
    quotation_id: ForeignId


class OpportunityReopened(DomainEvent):
    """Announced when a closed opportunity is open again; ``count`` is how often it was reopened."""

    name: ClassVar = "opportunity.reopened"
    reason: FreeText
    count: Total


class OpportunityRefunded(DomainEvent):
    """Announced when some of what an opportunity was won at is paid back; ``reverses`` takes such an entry back."""

    name: ClassVar = "opportunity.refunded"
    refund_id: ForeignId
    amount: Amount
    reason: FreeText
    reverses: bool = False


class OpportunityPaid(DomainEvent):
    """Announced when a payment for a won opportunity is recorded; ``reverses`` takes such an entry back."""

    name: ClassVar = "opportunity.paid"
    payment_id: ForeignId
    amount: Amount
    reason: FreeText | None = None
    reverses: bool = False


class OpportunityHeld(DomainEvent):
    """Announced when a deal accepted in the sales system cannot be won here, and when the reasons change."""

    name: ClassVar = "opportunity.held"
    quotation_id: ForeignId
    waits_for: Annotated[FreeText, IMPERSONAL]


class OpportunityReleased(DomainEvent):
    """Announced when an open deal is no longer accepted in the sales system."""

    name: ClassVar = "opportunity.released"
    quotation_id: ForeignId


class OpportunityCategoryChanged(DomainEvent):
    """Announced when a person overrides the forecast category of a deal; ``category`` None ends that."""

    name: ClassVar = "opportunity.category_changed"
    category: ForecastCategory | None

"""Settings of leads and deals: qualification, routing, quotations, attention."""

from typing import Annotated

from pydantic import Field

from crm_core.leads import MINIMUM_SAMPLE
from crm_core.values import Value
from crm_core.vocabulary import Count, ShortText
from crm_operations.settings.types import AtLeastOne, Days


class QualificationSettings(Value):
    """The gate of conversion (BUS-CRMOP-0014, BUS-CRMOP-0017)."""

    minimum_score: Annotated[int, Field(ge=0, le=100)] = 50
    """Inclusive: a score of exactly this passes."""
    minimum_activities: Count = 2
    maximum_age_days: Days = 90
    """Inclusive: on the last day a lead still passes."""


class BacktestSettings(Value):
    """Which leads scoring models are compared on (PLAN-028)."""

    minimum_converted: AtLeastOne = MINIMUM_SAMPLE
    """Converted leads; with fewer a comparison is a guess, and is refused."""
    minimum_disqualified: AtLeastOne = MINIMUM_SAMPLE
    sample: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    """Leads at most: the last that ended."""


class RoutingSettings(Value):
    """Assignment of leads (RTE-CRMOP-0105)."""

    default_capacity: AtLeastOne = 50
    """Open leads a person without a ``capacity`` may have."""
    fallback_queue: ShortText = "unassigned"
    users_may_self_assign: bool = False
    """BR-001."""
    batch_size: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Leads decided in one commit when routing in bulk; statements name each of them, and databases limit that."""


class BulkSettings(Value):
    """How many leads are converted at once."""

    page_size: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Leads read by one statement when many are converted."""


class QuotationSettings(Value):
    """How long quotations hold, and whether what they are over is what their deal is worth (QOW-CRMOP-0116 to 0120)."""

    validity_days: Days = 30
    """Of a new one, unless it names its last day."""
    extension_days: Days = 30
    """By how many at most the last day of one may be moved, once."""
    known_products_only: bool = False
    """Whether the code of a new line must be in the catalog; else one that is not is any text."""
    sets_value: bool = True
    """The newest one that is live sets what its deal is expected to bring; else a deal is won at that value only."""


class AttentionSettings(Value):
    """When an open deal gets an attention indicator (IFC-CRMOP-0042)."""

    stale_after_days: Days = 14
    """Without a human activity."""
    closing_soon_days: Days = 7

"""How a deal is shared on a day: as its owner's alone, until something else is agreed."""

from collections.abc import Sequence
from datetime import date

from crm_core.credits import Share, Shares
from crm_core.opportunities import Opportunity
from crm_operations.records import UnitOfWork


def shares_on(work: UnitOfWork, opportunity: Opportunity, day: date) -> Shares:  # noqa: ARG001
    """What was agreed and in force on that day."""
    return Shares.of_the_owner(opportunity.assigned_to)


def every_share(work: UnitOfWork, opportunity: Opportunity) -> Sequence[Share]:  # noqa: ARG001
    """Of everybody who shares it on any day."""
    return ()

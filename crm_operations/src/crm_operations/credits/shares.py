"""How a deal is shared on a day: by the split that was agreed, else as its owner's alone."""

from collections.abc import Collection, Sequence
from datetime import date

from crm_core.credits import Shares
from crm_core.opportunities import Opportunity
from crm_core.splits import Split, SplitFilter, SplitStatus, in_force
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.records import UnitOfWork

_MAY_COUNT = {SplitStatus.SUBMITTED, SplitStatus.APPROVED, SplitStatus.DISPUTED}


def splits_of(work: UnitOfWork, opportunity_id: str) -> Sequence[Split]:
    """Every revision, in their order."""
    return work.splits.find(SplitFilter(opportunity_id=opportunity_id, limit=PAGE_LENGTH))


def shares_on(work: UnitOfWork, opportunity: Opportunity, day: date) -> Shares:
    """What was approved and in force on that day."""
    agreed = in_force(splits_of(work, opportunity.id), day)
    return Shares.of_the_owner(opportunity.assigned_to) if agreed is None else agreed.as_shares


class SplitShares:
    """Who has a share in a deal, or is to have one once that is approved."""

    def holders(self, work: UnitOfWork, opportunity: Opportunity) -> Collection[str]:
        """The ids of these people."""
        splits = (split for split in splits_of(work, opportunity.id) if split.status in _MAY_COUNT)
        return tuple(dict.fromkeys(user for split in splits for user in split.holders))

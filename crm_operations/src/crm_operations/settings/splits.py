"""Settings of how deals are shared."""

from enum import StrEnum

from crm_core.values import Value


class OwnerShare(StrEnum):
    """What becomes of the owner's share when an open deal is given to another one."""

    MOVES = "moves"
    KEEPS = "keeps"


class SplitSettings(Value):
    """What becomes of shares (SPL-CRMOP-0115)."""

    needs_approval: bool = True
    """Whether somebody above the owner says yes; what leaves all to the owner never needs that."""
    owner_share: OwnerShare = OwnerShare.MOVES

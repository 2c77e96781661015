"""Revenue splits: how deals are shared, who says yes to it, and what follows for credits."""

from crm_operations.revenue_splits.coordinator import OpportunitySplitCoordinator
from crm_operations.revenue_splits.follower import SplitFollower
from crm_operations.revenue_splits.refusals import NoSuchSplit, NoSuchTemplate, NotYoursToShare, SplitWaits
from crm_operations.revenue_splits.request import DealShares, OverlayAmount

__all__ = [
    "DealShares",
    "NoSuchSplit",
    "NoSuchTemplate",
    "NotYoursToShare",
    "OpportunitySplitCoordinator",
    "OverlayAmount",
    "SplitFollower",
    "SplitWaits",
]

"""Splits: how deals are shared, and the templates of teams."""

from crm_core.splits.split import (
    AskedShare,
    AskedShares,
    CreateSplit,
    Split,
    SplitCreated,
    SplitFilter,
    SplitNotFound,
    SplitStatus,
    SplitStatusChanged,
    in_force,
    listed_shares,
    overlays,
)
from crm_core.splits.template import AddSplitTemplate, EditSplitTemplate, SplitTemplate, SplitTemplateFilter

__all__ = [
    "AddSplitTemplate",
    "AskedShare",
    "AskedShares",
    "CreateSplit",
    "EditSplitTemplate",
    "Split",
    "SplitCreated",
    "SplitFilter",
    "SplitNotFound",
    "SplitStatus",
    "SplitStatusChanged",
    "SplitTemplate",
    "SplitTemplateFilter",
    "in_force",
    "listed_shares",
    "overlays",
]

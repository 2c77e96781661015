"""Messages to those who share a deal."""

from crm_core.splits import Split
from crm_operations.providers import Message, Notice
from crm_operations.revenue_splits.approval import shown


def tells_holders(split: Split) -> Notice:
    """How a split stands now, and what is in it."""
    why = f" because {split.reason}" if split.reason else ""
    message = Message(
        title=f"The split of {split.opportunity_number} is {split.status}",
        body=f"{shown(split)}{why}",
        about=split.ref,
        reason="You share the deal, or it is yours.",
    )
    recipients = tuple(dict.fromkeys((split.owner_id, *split.holders)))
    return Notice(tenant_id=split.tenant_id, users=recipients, message=message)

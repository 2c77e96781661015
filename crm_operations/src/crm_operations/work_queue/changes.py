"""A work queue that is followed: the topics that may move it, and what entered it, left it or changed in it."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from crm_core.identity import EntityKind
from crm_core.values import Value
from crm_operations.work_queue.item import WorkItem

KINDS = (
    EntityKind.LEAD,
    EntityKind.OPPORTUNITY,
    EntityKind.ACTIVITY,
    EntityKind.APPROVAL,
    EntityKind.SLA_CLOCK,
    EntityKind.DELEGATION,
)
WORK_TOPICS = tuple(f"{kind}.*" for kind in KINDS)
"""The live updates after which a queue may be another: every event of what it is made of."""


class WorkMove(StrEnum):
    ENTERED = "entered"
    LEFT = "left"
    CHANGED = "changed"


class WorkChange(Value):
    """``item`` is as it is now, of what left as it was."""

    change: WorkMove
    item: WorkItem


def work_changes(before: Iterable[WorkItem], after: Iterable[WorkItem]) -> Iterator[WorkChange]:
    """What left, then what entered or changed, in the order of the queue; to grow older is no change."""
    known = {(item.kind, item.subject): item for item in before}
    now = {(item.kind, item.subject): item for item in after}
    for key, item in known.items():
        if key not in now:
            yield WorkChange(change=WorkMove.LEFT, item=item)
    for key, item in now.items():
        if key not in known:
            yield WorkChange(change=WorkMove.ENTERED, item=item)
        elif item.model_copy(update={"age_seconds": known[key].age_seconds}) != known[key]:
            yield WorkChange(change=WorkMove.CHANGED, item=item)

"""What a row says of an activity, as it was planned and as it was done."""

from collections.abc import Sequence
from datetime import datetime

from crm_core.activities import Activity
from crm_core.clock import moment_in_words
from crm_core.errors import Invalid
from crm_core.identity import EntityRef
from crm_core.imports.records import ActivityRecord
from crm_core.imports.rows import Chunk

_EDITABLE = ("subject", "description", "outcome", "due_date", "owner", "attributes", "custom")
_NEVER_EMPTY = ("subject", "due_date")


def life_of_activity(
    record: ActivityRecord, related: EntityRef, *, activity_id: str, tenant_id: str, by: str, now: datetime
) -> Sequence[Activity]:
    """Planned where it was due, and done at the date the row tells, else when it was due, else when it was logged.

    Raises Invalid for dates ahead of now, and for something to do that is never due.
    """
    done_at = completion_of(record, now)
    if done_at is None and record.due_date is None:
        raise Invalid.field("due_date", "it is still to do, and never due", "map its date, or whether it is completed")
    known = [at for at in (record.created_at, record.due_date, done_at) if at is not None and at <= now]
    created_at = record.created_at or min(known, default=now)
    planned = Activity.new(
        None,
        entity_id=activity_id,
        tenant_id=tenant_id,
        at=created_at,
        related_entity_type=related.kind,
        related_entity_id=related.id,
        activity_type=record.activity_type,
        subject=record.subject,
        description=record.description,
        outcome=record.outcome,
        direction=record.direction or record.activity_type.usual_direction,
        automated=record.automated,
        due_date=record.due_date,
        assigned_to=record.owner,
        created_by=record.owner or by,
        external_id=record.external_id,
        attributes=record.attributes,
        custom=record.custom,
    )
    if done_at is None:
        return (planned,)
    done = planned.changed(max(created_at, done_at), completed_at=done_at, completed_by=record.owner or by)
    return (planned, done) if record.due_date is not None and done_at > created_at else (done,)


def changed_activity(activity: Activity, record: ActivityRecord, chunk: Chunk, *, by: str, now: datetime) -> Activity:
    """The activity as the row has it, where the policies of the fields allow; itself where nothing changes.

    One that is still to do becomes done; what is done stays so. Raises as ``life_of_activity``.
    """
    changes: dict[str, object] = {}
    for field in _EDITABLE:
        name = "assigned_to" if field == "owner" else field
        value, present = getattr(record, field), getattr(activity, name)
        if field == "attributes":
            value = {**activity.attributes, **record.attributes}
        is_fixed = value is None and field in _NEVER_EMPTY
        if field in record.model_fields_set and not is_fixed and value != present and chunk.may_write(field, present):
            changes[name] = value
    done_at = completion_of(record, now)
    if done_at is not None and activity.completed_at is None and chunk.may_write("completed", None):
        changes |= {"completed_at": done_at, "completed_by": record.owner or activity.assigned_to or by}
    return activity.changed(now, **changes) if changes else activity


def completion_of(record: ActivityRecord, now: datetime) -> datetime | None:
    """When it was done; None while it is still to do. Raises Invalid for a date ahead of now, or for none."""
    for field in ("created_at", "completed_at"):
        if (at := getattr(record, field)) is not None and at > now:
            raise Invalid.field(field, f"{moment_in_words(at)} is ahead of now", "correct the date")
    if record.completed is False:
        if record.completed_at is not None:
            raise Invalid.field("completed_at", "the row says that it is not completed", "correct one of the two")
        return None
    if record.completed is None and record.completed_at is None and record.due_date is not None:
        return None
    done_at = record.completed_at or record.due_date or record.created_at
    if done_at is None:
        raise Invalid.field("completed_at", "it is done, and no date says since when", "map its date")
    if done_at > now:
        raise Invalid.field("due_date", "it is done, and due only after now", "map the date when it was done")
    return done_at

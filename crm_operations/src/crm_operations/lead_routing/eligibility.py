"""Why a person cannot be assigned a lead at this moment."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from crm_core.clock import local_date, zone_named
from crm_core.errors import Invalid
from crm_operations.providers import Person, WorkingHours


class ExclusionReason(StrEnum):
    INACTIVE = "inactive"
    PAUSED = "paused"
    ABSENT = "absent"
    OFF_HOURS = "outside working hours"
    UNKNOWN_ZONE = "unknown time zone"
    LACKS_SKILL = "lacks a required skill"
    AT_CAPACITY = "at capacity"
    DAILY_CAPACITY = "daily capacity reached"
    REASSIGNED_FROM = "is handing over"
    OTHER_TERRITORY = "other territory"
    NO_WEIGHT = "weight 0"
    NOT_THE_OWNER = "not the owner of the account"
    STAND_IN_AWAY = "the stand-in is not available"
    STAND_IN_FULL = "the stand-in is at capacity"


WAIVED = frozenset({ExclusionReason.ABSENT, ExclusionReason.OFF_HOURS, ExclusionReason.UNKNOWN_ZONE})
"""What does not exclude somebody for whom another one stands in."""


def why_unavailable(person: Person, at: datetime, *, within_working_hours: bool = True) -> ExclusionReason | None:
    """Why the directory excludes the person at this moment, whatever the lead; None when it does not."""
    if not person.is_active:
        return ExclusionReason.INACTIVE
    if person.paused:
        return ExclusionReason.PAUSED
    if any(absence.start <= at < absence.end for absence in person.absences):
        return ExclusionReason.ABSENT
    if not within_working_hours or not person.working_hours:
        return None
    try:
        local = at.astimezone(zone_named(person.timezone))
    except Invalid:  # one bad record of the directory must not stop routing for everybody
        return ExclusionReason.UNKNOWN_ZONE
    return None if any(_covers(hours, local) for hours in person.working_hours) else ExclusionReason.OFF_HOURS


def day_start(person: Person, at: datetime) -> datetime:
    """When the person's own day began; an unknown time zone counts as UTC."""
    try:
        zone = zone_named(person.timezone)
    except Invalid:
        zone = zone_named("UTC")
    return datetime.combine(local_date(at, zone), time.min, tzinfo=zone).astimezone(UTC)


def _covers(hours: WorkingHours, local: datetime) -> bool:
    """Hours that end no later than they start go on into the next day: 22:00 to 06:00, or 09:00 to 09:00."""
    now, start, end = local.time(), hours.start.replace(tzinfo=None), hours.end.replace(tzinfo=None)
    today, yesterday = local.weekday() == hours.weekday, (local - timedelta(days=1)).weekday() == hours.weekday
    if start < end:
        return today and start <= now < end
    return (today and start <= now) or (yesterday and now < end)

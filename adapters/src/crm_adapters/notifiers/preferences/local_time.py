"""The next moment of a time of day in a person's time zone, also on days when clocks are changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_adapters.notifiers.preferences.settings import QuietHours

_DAYS_TO_LOOK_AT = range(4)
"""From today's date on: a place may skip a whole day."""


def held_until(now: datetime, quiet_hours: QuietHours | None, zone: ZoneInfo) -> datetime | None:
    """The end of the quiet hours that ``now`` is in; None outside of them."""
    if quiet_hours is None or not quiet_hours.hold(_wall(now, zone)):
        return None
    ends = next_times(now, quiet_hours.end, zone)
    # The clock may jump from the end of these quiet hours into the next; what is always quiet ends where it says so.
    return next((end for end in ends if not quiet_hours.hold(_wall(end, zone))), ends[0])


def next_slot(after: datetime, hour: int | None, zone: ZoneInfo) -> datetime:
    """The next moment at which it is that hour, or any full hour; never ``after`` itself."""
    if hour is not None:
        return next_times(after, time(hour), zone)[0]
    local = after.astimezone(zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return after.astimezone(UTC) - past + timedelta(hours=1)


def next_times(after: datetime, wall: time, zone: ZoneInfo) -> list[datetime]:
    """The coming moments at which clocks there show it or jump over it, where they skip it."""
    today = after.astimezone(zone).date()
    moments = {
        moment
        for day in _DAYS_TO_LOOK_AT
        for fold in (0, 1)
        if (moment := _moment(datetime.combine(today + timedelta(days=day), wall), fold, zone)) > after
    }
    return sorted(moments)


def _moment(local: datetime, fold: int, zone: ZoneInfo) -> datetime:
    moment = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None, fold=0) == local:
        return moment
    return _jump_over(local, zone)


def _jump_over(skipped: datetime, zone: ZoneInfo) -> datetime:
    """The moment clocks were put forward, to the second."""
    whole = skipped.replace(tzinfo=zone, microsecond=0)
    before, after = whole.replace(fold=1).astimezone(UTC), whole.replace(fold=0).astimezone(UTC)
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _wall(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time()

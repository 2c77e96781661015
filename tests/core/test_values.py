"""Values are frozen, strict about names, and keep moments in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from crm_core.entities import Entity
from crm_core.money import Money
from crm_core.testing import START, a_lead
from crm_core.values import FIRST_MOMENT, LAST_MOMENT, FitMoment, Utc, Value


class Appointment(Value):
    at: Utc


def test_a_moment_is_kept_as_utc() -> None:
    noon_in_tokyo = datetime(2026, 1, 15, 12, 0, tzinfo=timezone(timedelta(hours=9)))

    assert Appointment(at=noon_in_tokyo).at == datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
    assert Appointment(at=noon_in_tokyo).at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Appointment(at=datetime(2026, 1, 15))  # noqa: DTZ001


class Answered(Value):
    at: FitMoment


@pytest.mark.parametrize(
    ("answered", "stored"),
    [
        (datetime(2026, 1, 15), datetime(2026, 1, 15, tzinfo=UTC)),  # noqa: DTZ001
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), FIRST_MOMENT),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), LAST_MOMENT),
        (datetime(1, 1, 1), FIRST_MOMENT),  # noqa: DTZ001
        (datetime(2026, 1, 15, 12, tzinfo=timezone(timedelta(hours=9))), datetime(2026, 1, 15, 3, tzinfo=UTC)),
    ],
)
def test_a_moment_a_partner_answered_is_brought_within_the_bounds(answered: datetime, stored: datetime) -> None:
    assert Answered(at=answered).at == stored
    assert Answered(at=answered).at.tzinfo is UTC


def test_a_value_cannot_be_changed() -> None:
    money = Money(minor=1, currency="USD")

    with pytest.raises(ValidationError, match="frozen"):
        money.minor = 2  # type: ignore[misc]


def test_an_unknown_field_is_an_error_and_not_a_silent_loss() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Money.model_validate({"minor": 1, "currency": "USD", "exponent": 2})


def test_a_value_as_data_is_plain_json() -> None:
    assert Appointment(at=START).to_dict() == {"at": "2026-01-15T09:00:00Z"}


def test_a_change_dates_the_copy_and_leaves_the_original() -> None:
    lead: Entity = a_lead()
    tokyo = (START + timedelta(hours=1)).astimezone(timezone(timedelta(hours=9)))

    changed = lead.changed(tokyo, notes="rang twice")

    assert changed.updated_at == START + timedelta(hours=1)
    assert changed.updated_at.tzinfo is UTC
    assert changed.created_at == START
    assert lead.updated_at == START

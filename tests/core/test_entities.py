"""What every entity can do: enter a status that may follow, and be made of a request."""

from enum import StrEnum
from typing import ClassVar

import pytest

from crm_core.entities import Entity
from crm_core.errors import Invalid, InvalidTransition
from crm_core.identity import EntityKind
from crm_core.testing import START, TENANT
from crm_core.values import Edit, Value


class Status(StrEnum):
    PLANNED = "planned"
    BOOKED = "booked"
    CANCELLED = "cancelled"


class FairFields(Value):
    name: str
    first_day: int = 1
    last_day: int = 3


class PlanFair(FairFields):
    """Named by who plans it."""


class EditFair(Edit[PlanFair]):
    """The same, once it is planned."""


class Fair(FairFields, Entity):
    kind = EntityKind.SOURCE
    unique = (("name",),)
    transitions: ClassVar = {Status.PLANNED: (Status.BOOKED, Status.CANCELLED), Status.BOOKED: (Status.CANCELLED,)}

    status: Status = Status.PLANNED
    stand: str | None = None

    def check_fields(self) -> None:
        if self.last_day < self.first_day:
            raise Invalid.field("last_day", "it is before the first", "name a later one")


def planned() -> Fair:
    return Fair.new(PlanFair(name="Expo"), entity_id="1", tenant_id=TENANT, at=START)


def test_a_request_and_what_is_beside_it_make_an_entity() -> None:
    fair = Fair.new(PlanFair(name="Expo"), entity_id="1", tenant_id=TENANT, at=START, stand="A1")

    assert fair == Fair(id="1", tenant_id=TENANT, created_at=START, updated_at=START, name="Expo", stand="A1")


def test_a_rule_across_fields_holds_for_what_is_added_and_for_what_is_edited() -> None:
    with pytest.raises(Invalid, match="last_day"):
        Fair.new(PlanFair(name="Expo", first_day=5), entity_id="1", tenant_id=TENANT, at=START)
    with pytest.raises(Invalid, match="last_day"):
        planned().edited(EditFair(first_day=5), at=START)
    assert planned().edited(EditFair(first_day=5, last_day=6), at=START).last_day == 6


def test_fields_declared_once_come_after_those_of_every_entity() -> None:
    assert list(Fair.model_fields) == [*Entity.model_fields, *FairFields.model_fields, "status", "stand"]


def test_a_status_that_may_follow_is_entered_with_what_changes() -> None:
    booked = planned().entered(Status.BOOKED, at=START, stand="B7")

    assert (booked.status, booked.stand) == (Status.BOOKED, "B7")


@pytest.mark.parametrize(
    ("before", "target", "said"),
    [
        (Status.BOOKED, Status.PLANNED, "booked and cannot become planned; .* become: cancelled"),
        (
            Status.CANCELLED,
            Status.BOOKED,
            "cancelled and cannot become booked; .* become: nothing",
        ),
    ],
)
def test_any_other_is_refused_with_what_is_possible(before: Status, target: Status, said: str) -> None:
    fair = planned().changed(START, status=before)

    with pytest.raises(InvalidTransition, match=f"source Expo is {said}"):
        fair.entered(target, at=START)

"""What tests of every layer build on keeps its promises, too."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from crm_core.entities import Entity
from crm_core.testing import (
    START,
    TENANT,
    Ids,
    VirtualClock,
    a_journey,
    a_lead,
    a_pipeline,
    an_activity,
    an_opportunity,
)


def test_ids_look_like_uuids_and_come_in_the_same_order_every_time() -> None:
    ids, again, other = Ids(), Ids(), Ids(series=2)
    drawn = [ids() for _ in range(20)]

    assert drawn == [again() for _ in range(20)] == sorted(set(drawn))
    assert {uuid.UUID(each).version for each in drawn} == {7}
    assert other() not in drawn


def test_a_virtual_clock_stands_still_until_it_is_moved_and_never_goes_back() -> None:
    clock = VirtualClock()

    assert clock.now() == clock.now() == START
    assert clock.advance(timedelta(hours=1)) == clock.now() == START + timedelta(hours=1)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.set(START)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance(timedelta(seconds=-1))
    assert clock.now() == START + timedelta(hours=1)


def test_a_virtual_clock_tells_utc() -> None:
    noon_in_tokyo = datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=9)))
    clock = VirtualClock()

    clock.set(noon_in_tokyo)

    assert clock.now().tzinfo is UTC
    assert clock.now() == noon_in_tokyo


@pytest.mark.parametrize("build", [a_lead, an_opportunity, a_pipeline, an_activity, a_journey])
def test_a_built_entity_is_the_same_every_time_and_another_for_another_count(build: Callable[..., Entity]) -> None:
    assert build() == build(1)
    assert build(2).id != build().id
    assert build(tenant_id="other").tenant_id == "other"
    assert build().tenant_id == TENANT
    with pytest.raises(ValidationError):
        build(colour="red")


def test_what_is_unique_in_a_tenant_differs_with_the_count() -> None:
    assert a_lead(2).lead_number == "LEAD-2026-0002"
    assert an_opportunity(2).opportunity_number == "OPP-2026-0002"
    assert a_pipeline(2).name != a_pipeline().name
    assert not a_pipeline(2).is_default
    assert a_journey(2).lead_id == a_lead(2).id
    assert {stage.id for stage in a_pipeline().stages}.isdisjoint(stage.id for stage in a_pipeline(2).stages)

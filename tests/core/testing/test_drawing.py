"""Values drawn from annotations: what a model accepts, the same for the same seed, hostile ones among them."""

import random
from collections.abc import Sequence
from typing import Annotated

import pytest
from pydantic import Field

from crm_core.activities import LogActivity
from crm_core.leads import CreateLead, LeadFilter, UpdateLead
from crm_core.opportunities import CreateOpportunity, UpdateOpportunity
from crm_core.testing import CannotDraw, Drawing
from crm_core.testing.drawing import HOSTILE_TEXTS
from crm_core.values import Value
from crm_core.vocabulary import Id, PersonId, UserId

REQUESTS = (CreateLead, UpdateLead, LeadFilter, CreateOpportunity, UpdateOpportunity, LogActivity)


@pytest.mark.parametrize("request_type", REQUESTS)
def test_a_request_is_one_that_the_model_accepts(request_type: type[Value]) -> None:
    drawing = Drawing(random.Random(8), {"minor": [100]})

    assert all(type(drawing.model(request_type)) is request_type for _ in range(20))


def test_the_same_seed_draws_the_same() -> None:
    one, other = (Drawing(random.Random(8), {}) for _ in range(2))

    assert [one.model(CreateLead) for _ in range(20)] == [other.model(CreateLead) for _ in range(20)]


def test_a_bare_argument_is_known_mostly_and_hostile_now_and_then() -> None:
    drawing = Drawing(random.Random(8), {"lead_id": ["known"]})

    drawn = [drawing.argument(Id, "lead_id") for _ in range(300)]

    assert drawn.count("known") > 150
    assert set(drawn) & set(HOSTILE_TEXTS)


def test_people_and_ids_are_known_by_their_types_whatever_their_names() -> None:
    drawing = Drawing(
        random.Random(8), {"user_id": ["mara"], "id": ["one"], "lead_id": ["lead"], "deal_id": []}, hostility=0
    )

    assert drawing.argument(UserId, "responsible") == drawing.argument(PersonId, "deputy") == "mara"
    assert drawing.argument(Sequence[UserId], "crew") in [["mara"] * count for count in range(4)]
    assert [drawing.argument(Id, name) for name in ("lead_id", "deal_id", "fair_id")] == ["lead", "one", "one"]


def test_what_nothing_fits_is_said() -> None:
    class Impossible(Value):
        never: Annotated[str, Field(pattern="^never so$")]

    with pytest.raises(CannotDraw, match="Impossible"):
        Drawing(random.Random(8), {}).model(Impossible)

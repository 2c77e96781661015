"""What callers may ask of a deal, and what is refused at the door."""

from typing import Any

import pytest
from pydantic import ValidationError

from crm_core.opportunities import CreateOpportunity, DealTerms, UpdateOpportunity

USABLE: Any = {"name": "Engine", "party_id": "p", "assigned_to": "u", "currency_code": "USD"}


@pytest.mark.requirement("PLAN-016")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("currency_code", "usd"),
        ("expected_revenue_minor", -1),
        ("expected_close_date", "soon"),
        ("type", "gift"),
        ("priority", "asap"),
        ("party_id", None),
        ("assigned_to", None),
        ("colour", "red"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        CreateOpportunity.model_validate({**USABLE, field: value})

    assert {error["loc"][0] for error in refusal.value.errors()} == {field}


@pytest.mark.requirement("PLAN-016")
def test_an_update_tells_left_out_from_emptied() -> None:
    assert UpdateOpportunity(description=None, name="Loom").changes == {"description": None, "name": "Loom"}


@pytest.mark.parametrize("field", ["name", "type", "priority", "assigned_to", "probability_basis_points"])
def test_what_every_deal_has_cannot_be_emptied(field: str) -> None:
    with pytest.raises(ValidationError, match=f"{field} cannot be emptied"):
        UpdateOpportunity.model_validate({field: None})


def test_a_deal_may_be_worth_nothing_and_be_sure_to_fail() -> None:
    nothing = UpdateOpportunity(expected_revenue_minor=0, probability_basis_points=0)

    assert nothing.changes == {"expected_revenue_minor": 0, "probability_basis_points": 0}
    assert CreateOpportunity(**USABLE, expected_revenue_minor=0).expected_revenue_minor == 0
    with pytest.raises(ValidationError, match="expected_revenue_minor"):
        UpdateOpportunity(expected_revenue_minor=-1)


def test_terms_of_a_deal_are_unknown_until_somebody_names_them_and_nothing_is_a_value() -> None:
    unknown = DealTerms()
    bounds: Any = {"discount_basis_points": 0, "margin_basis_points": -1_000_000, "payment_days": 0, "term_months": 0}

    assert set(unknown.to_dict().values()) == {None}
    assert (
        CreateOpportunity(**USABLE, **bounds, non_standard_clauses=(" no penalty ",)).to_dict().items()
        >= {
            **bounds,
            "non_standard_clauses": ["no penalty"],
        }.items()
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("discount_basis_points", -1),
        ("discount_basis_points", 10_001),
        ("margin_basis_points", 10_001),
        ("margin_basis_points", -1_000_001),
        ("payment_days", -1),
        ("term_months", 1_201),
        ("non_standard_clauses", ["no penalty"] * 101),
    ],
)
def test_terms_have_bounds(field: str, value: object) -> None:
    with pytest.raises(ValidationError, match=field):
        UpdateOpportunity.model_validate({field: value})


@pytest.mark.parametrize("basis_points", [-1, 10_001])
def test_a_probability_stays_between_nothing_and_the_whole(basis_points: int) -> None:
    with pytest.raises(ValidationError, match="probability_basis_points"):
        UpdateOpportunity(probability_basis_points=basis_points)

"""What callers may ask of a lead, and what is refused at the door."""

import pytest
from pydantic import ValidationError

from crm_core.leads import CreateLead, UpdateLead


@pytest.mark.requirement("PLAN-016")
def test_a_name_is_all_a_lead_needs() -> None:
    request = CreateLead(name="Ada")

    assert (request.source, request.priority) == ("other", "medium")
    assert request.estimated_value_minor is None


@pytest.mark.requirement("PLAN-016")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 256),
        ("email", "ada"),
        ("email", "ada@example.com@example.com"),
        ("email", "ada lovelace@example.com"),
        ("email", "a" * 250 + "@b.de"),
        ("source", "a rumour"),  # the list of sources is a tenant's, and asked by the coordinator
        ("priority", "asap"),
        ("estimated_value_minor", -1),
        ("currency_code", "Euro"),
        ("attributes", {"employees": [1, 2]}),
        ("colour", "red"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        CreateLead.model_validate({"name": "Ada", "currency_code": "EUR", field: value})

    assert {error["loc"][0] for error in refusal.value.errors()} == {field}


def test_blanks_around_an_address_are_dropped() -> None:
    assert CreateLead(name="Ada", email=" ada@example.com ").email == "ada@example.com"


@pytest.mark.requirement("PLAN-016")
def test_an_update_tells_left_out_from_emptied() -> None:
    assert UpdateLead(company=None, phone="1").changes == {"company": None, "phone": "1"}
    assert UpdateLead().changes == {}


def test_an_update_asks_for_usable_fields_too() -> None:
    with pytest.raises(ValidationError, match="estimated_value_minor"):
        UpdateLead(estimated_value_minor=-1)
    assert UpdateLead(estimated_value_minor=0).changes == {"estimated_value_minor": 0}


@pytest.mark.parametrize("field", ["name", "source", "priority", "attributes"])
def test_what_every_lead_has_cannot_be_emptied(field: str) -> None:
    with pytest.raises(ValidationError, match=f"{field} cannot be emptied"):
        UpdateLead.model_validate({field: None})

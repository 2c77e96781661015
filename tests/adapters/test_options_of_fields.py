"""How the fields of a request stand at the command line, and how errors name them, follows from name and type."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field

from crm_adapters.cli.shell.failures import explain_failure
from crm_adapters.cli.shell.fields import Fields
from crm_adapters.cli.shell.session import Session
from crm_core.errors import Invalid
from crm_core.money import CurrencyCode, MinorUnits
from crm_core.values import Changes, Utc, Value
from crm_core.vocabulary import Attributes, Count, Day, FreeText, Id, Key, ShortText, UserId


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class PlanFair(Value):
    """Every kind of field there is."""

    name: Annotated[ShortText, Field(description="What it is called.")]
    size: Size
    halls: Count
    key: Key
    starts_on: Day
    notes: FreeText
    assigned_to: UserId
    lead_id: Id
    budget_minor: MinorUnits | None = None
    opens_at: Utc | None = None
    due_date: Utc | None = None
    priced_in: CurrencyCode | None = None
    stands: frozenset[ShortText] = frozenset()
    hall_sizes: tuple[Size, ...] = ()
    attributes: Attributes = Field(default_factory=dict)
    is_open: bool = False


class EditFair(Changes):
    name: ShortText | None = None
    halls: Count | None = None


OPTIONS = {
    "name": "Hannover",
    "size": "small",
    "halls": 3,
    "key": "h",
    "starts_on": "2026-06-01",
    "notes": "Big",
    "assigned_to": "ada",
}


def written(request: type[Any]) -> Mapping[str, str]:
    """The parameters by name: dots and a metavar for what stands alone, else the option and its metavar."""
    details = {each.name: each.annotation.__metadata__[0] for each in Fields(request).parameters}
    return {
        name: f"{'...' if detail.default is ... else detail.default} {detail.metavar}"
        for name, detail in details.items()
    }


def test_what_is_required_and_short_stands_alone_and_all_else_is_an_option() -> None:
    assert written(PlanFair) == {
        "name": "... NAME",
        "size": "... SIZE",
        "halls": "... HALLS",
        "key": "... KEY",
        "starts_on": "--starts-on DATE",
        "notes": "--notes TEXT",
        "assigned_to": "--assigned-to USER",
        "lead_id": "--lead LEAD",
        "budget_minor": "--budget AMOUNT",
        "opens_at": "--opens-at WHEN",
        "due_date": "--due WHEN",
        "priced_in": "--priced-in TEXT",
        "stands": "--stand TEXT",
        "hall_sizes": "--hall-size TEXT",
        "attributes": "--attribute NAME=VALUE",
        "is_open": "--is-open ",
    }


def test_of_an_edit_everything_is_an_option_and_a_number_may_be_emptied() -> None:
    assert written(EditFair) == {"name": "--name TEXT", "halls": "--halls NUMBER"}
    assert {each.annotation.__origin__ for each in Fields(EditFair).parameters} == {str | None}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"name": " "}, "NAME: it is empty; say something"),
        ({"halls": -1}, "HALLS: it is too low; use 0 or more"),
        ({"starts_on": "soon"}, "--starts-on: it is no day; write it like 2026-06-30"),
        ({"assigned_to": "a b"}, "--assigned-to: it holds ' '"),
        ({"stands": ["A 1", ""]}, "--stand: it is empty; say something"),
        (
            {"hall_sizes": ["small", "tiny"]},
            "--hall-size: 'tiny' is not one of those there are; use 'small'",
        ),
        ({"budget_minor": "much"}, "--budget: "),
        ({"currency": "EUR"}, "--currency: there is no amount it belongs to; give --budget too"),
    ],
)
def test_an_error_names_what_the_person_wrote(tmp_path: Path, given: Mapping[str, Any], problem: str) -> None:
    session = Session(f"sqlite:///{tmp_path / 'crm.db'}")

    with pytest.raises(Invalid) as refusal:
        Fields(PlanFair, without=("lead_id",)).build(session, {**OPTIONS, **given}, lead_id="lead-1")

    assert explain_failure(refusal.value).startswith(problem)
    session.close()


def test_a_bare_day_is_its_first_moment_and_what_is_due_by_it_includes_it(tmp_path: Path) -> None:
    session = Session(f"sqlite:///{tmp_path / 'crm.db'}")
    days = {"opens_at": "2026-06-01", "due_date": "2026-06-01"}

    fair = Fields(PlanFair, without=("lead_id",)).build(session, {**OPTIONS, **days}, lead_id="lead-1")

    assert [f"{at:%d %H:%M}" for at in (fair.opens_at, fair.due_date)] == ["01 00:00", "01 23:59"]
    session.close()


def test_a_currency_is_read_however_its_letters_are_written(tmp_path: Path) -> None:
    session = Session(f"sqlite:///{tmp_path / 'crm.db'}")

    fair = Fields(PlanFair, without=("lead_id",)).build(session, {**OPTIONS, "priced_in": "eur"}, lead_id="lead-1")

    assert fair.priced_in == "EUR"
    session.close()

"""How a field looks in a table and in a sheet follows from its type, and so does what a command says of itself."""

from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from crm_adapters.cli.shell.cells import Column, columns, sheet_of
from crm_adapters.cli.shell.entity_table import EntityTable
from crm_adapters.cli.shell.operation import Noun, Operation
from crm_adapters.cli.shell.session import Session
from crm_core.actor import Actor
from crm_core.entities import Entity
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import CreateLead
from crm_core.money import MinorUnits, Money
from crm_core.testing import START
from crm_core.values import Changes, Utc, Value
from crm_core.vocabulary import Attributes, Count, Day, Id, ShortText
from crm_operations.lead_management import LeadManagementCoordinator

BERLIN = ZoneInfo("Europe/Berlin")


class Size(StrEnum):
    VERY_LARGE = "very_large"


class Fair(Entity):
    kind = EntityKind.SOURCE

    name: ShortText
    size: Size = Size.VERY_LARGE
    halls: Count = 1_200
    starts_on: Day = date(2026, 6, 1)
    opens_at: Utc = START
    owner_id: Id | None = "owner-1"
    budget_minor: MinorUnits | None = 150_000
    currency_code: str = "EUR"
    spent: Money = Money(minor=1_200, currency="USD")
    is_open: bool = True
    stands: frozenset[str] = frozenset({"B2", "A1"})
    attributes: Attributes = {"vip": True}  # noqa: RUF012
    notes: ShortText | None = None


FAIR = Fair(id="fair-1", tenant_id="acme", version=3, created_at=START, updated_at=START, name="Hannover")


def lines(renderable: object, width: int = 200) -> list[str]:
    console = Console(width=width)
    with console.capture() as captured:
        console.print(renderable)
    return [" ".join(line.split()) for line in captured.get().splitlines() if line.strip()]


def test_a_sheet_shows_every_field_that_says_something_and_those_of_every_entity_last() -> None:
    assert lines(sheet_of(FAIR, BERLIN)) == [
        "Name Hannover",
        "Size very large",
        "Halls 1,200",
        "Starts on 2026-06-01",
        f"Opens {START.astimezone(BERLIN):%Y-%m-%d %H:%M}",
        "Owner owner-1",
        "Budget €1,500.00",
        "Spent $12.00",
        "Open yes",
        "Stands A1, B2",
        "Attributes vip=yes",
        "Id fair-1",
        f"Created {START.astimezone(BERLIN):%Y-%m-%d %H:%M}",
        f"Updated {START.astimezone(BERLIN):%Y-%m-%d %H:%M}",
    ]
    with pytest.raises(TypeError, match="say how it is shown"):
        sheet_of([FAIR], BERLIN)


def _twice(fair: Fair, _: ZoneInfo) -> str:
    return fair.name * 2


def test_a_column_is_named_after_its_field_unless_it_is_called_otherwise() -> None:
    shown = columns(
        Fair, "name", ("Large", "size"), "halls", "owner_id", Column("Twice", lambda fair, _: fair.name * 2)
    )

    assert [column.title for column in shown] == ["Name", "Large", "Halls", "Owner", "Twice"]
    assert [column.title for column in shown if column.right] == ["Halls"]
    assert [column.title for column in shown if column.whole] == ["Large", "Owner"]
    assert lines(EntityTable(shown, [FAIR], BERLIN))[-1] == "Hannover very large 1,200 owner-1 HannoverHannover"
    with pytest.raises(TypeError, match="Fair has no field 'place'"):
        columns(Fair, "place")


def test_an_id_stands_below_its_row_where_the_row_is_wider_than_the_screen() -> None:
    fair = FAIR.model_copy(update={"id": "019b8e3e-3480-7000-8000-000000000008", "name": "Fair of the Hanse"})
    shown = columns(Fair, "id", "name", "starts_on")

    assert lines(EntityTable(shown, [fair], BERLIN), 90)[2:] == [f"{fair.id} {fair.name} 2026-06-01"]
    assert lines(EntityTable(shown, [fair, fair], BERLIN), 60)[2:] == [f"{fair.name} 2026-06-01", fair.id] * 2
    assert lines(EntityTable(shown, [fair], BERLIN), 40)[2:] == [f"{fair.name} 2026-06-01", fair.id]


class EditFair(Changes):
    required = ("name",)

    notes: ShortText | None = None
    name: ShortText | None = None


class Fairs:
    def edit(self, actor: Actor, trade_fair_id: Id, request: EditFair) -> Value:
        """Change what is known of a fair, such as ``notes``. It is recorded. Raises NotFound."""
        raise NotImplementedError

    def close(self, actor: Actor, reason: ShortText) -> Value:
        """Raises NotFound."""
        raise NotImplementedError


def test_the_help_is_the_first_sentence_of_the_docstring() -> None:
    assert Operation(Fairs.edit).help == (
        "Change what is known of a fair, such as notes. An empty text, as in --notes '', empties it."
    )
    with pytest.raises(TypeError, match=r"Fairs\.close is a command: its docstring says first what it does"):
        _ = Operation(Fairs.close).help


def test_an_id_that_is_taken_first_is_what_a_command_is_about() -> None:
    about = Noun.of(Fairs.edit)

    assert about is not None
    assert (about.field, about.metavar) == ("trade_fair_id", "TRADE-FAIR")
    assert Noun.of(Fairs.close) is None


def test_what_is_edited_is_found_first_so_that_an_amount_stays_in_its_currency(migrated_file: str) -> None:
    session = Session(migrated_file)
    request = CreateLead(name="Ada", estimated_value_minor=100, currency_code="JPY")
    lead = session.crm.leads.capture(session.actor, request).lead

    edit = Operation(LeadManagementCoordinator.update, Noun.of(LeadManagementCoordinator.update))
    contact = Operation(LeadManagementCoordinator.contact, Noun.of(LeadManagementCoordinator.contact))
    edited = edit.ask(session, {"lead_id": lead.id, "estimated_value_minor": "250"})

    assert edited.about == lead
    assert (edited.answer.estimated_value_minor, edited.answer.currency_code) == (250, "JPY")
    assert contact.ask(session, {"lead_id": lead.id}).about == lead.id
    session.close()


class Hall(Value):
    name: ShortText
    opens_at: Utc | None = None
    size: Size = Size.VERY_LARGE


class Plan(Value):
    about: EntityRef
    halls: tuple[Hall, ...] = ()
    closed: tuple[Hall, ...] = ()


def test_values_within_a_value_are_said_in_words_a_line_each() -> None:
    about = EntityRef(kind=EntityKind.SOURCE, id="fair-1")
    plan = Plan(about=about, halls=(Hall(name="North"), Hall(name="South", opens_at=START)))

    assert lines(sheet_of(plan, BERLIN)) == [
        "About source fair-1",
        "Halls name North, size very large",
        f"name South, opens {START.astimezone(BERLIN):%Y-%m-%d %H:%M}, size very large",
    ]

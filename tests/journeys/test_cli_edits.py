"""What a person can enter they can change and empty again, field by field, by options that requests give."""

import json
from typing import TYPE_CHECKING

import pytest
import typer

from crm_adapters.cli.menu import MENU, loaded

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

WRONG_USE = 2
TERMS = ("discount_basis_points", "margin_basis_points", "payment_days", "term_months")


def commands(group: object, *path: str) -> list[tuple[str, typer.core.TyperCommand]]:
    if isinstance(group, typer.core.TyperGroup):
        return [each for name, below in group.commands.items() for each in commands(below, *path, name)]
    assert isinstance(group, typer.core.TyperCommand)
    return [(" ".join(path), group)]


COMMANDS = dict(each for name in MENU for each in commands(loaded(name), name))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_and_option_says_what_it_is_for(name: str) -> None:
    unexplained = [each.name for each in COMMANDS[name].params if not getattr(each, "help", None)]

    assert unexplained == []


def test_a_lead_is_edited_and_emptied_field_by_field(cli: "CommandLine") -> None:
    entered = ("--company", "Navy", "--phone", "1", "--value", "5", "--attribute", "ships=3", "--attribute", "vip=true")
    number = cli.json("lead", "add", "Grace Hopper", *entered)["lead_number"]

    options = ("--phone", "", "--priority", "high", "--attribute", "ships=4", "--attribute", "vip=", "--value", "7.50")
    assert cli.output("lead", "edit", number, *options) == f"{number} is changed.\n"

    lead = cli.json("lead", "show", number)
    changed = {"company": "Navy", "phone": None, "priority": "high", "attributes": {"ships": 4}}
    assert {name: lead[name] for name in changed} == changed
    assert (lead["estimated_value_minor"], lead["currency_code"]) == (750, "USD")


def test_an_amount_stays_in_the_currency_it_was_in(cli: "CommandLine") -> None:
    number = cli.json("lead", "add", "Ada", "--value", "5", "--currency", "JPY")["lead_number"]

    lead = cli.json("lead", "edit", number, "--value", "700")

    assert (lead["estimated_value_minor"], lead["currency_code"]) == (700, "JPY")
    assert cli.json("lead", "edit", number, "--value", "")["estimated_value_minor"] is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "options: nothing is to be changed; name what is: see --help"),
        (("--name", ""), "--name cannot be emptied; leave it out to keep it"),
        (("--email", "nobody"), "--email: 'nobody' is not an address; write it like name@example.com"),
        (("--value", "7.505"), "--value: 7.505 is finer than USD can be paid; give it at most 2 decimals"),
        (("--campaign", "x" * 300), "--campaign: it is too long; use at most 255 characters"),
    ],
)
def test_an_edit_that_cannot_be_made_is_named_and_changes_nothing(
    cli: "CommandLine", options: tuple[str, ...], message: str
) -> None:
    before = cli.json("lead", "add", "Ada")

    assert cli.refusal("lead", "edit", before["lead_number"], *options, exit_code=WRONG_USE) == message
    assert cli.json("lead", "show", before["id"])["version"] == 1


def test_a_deal_is_opened_by_hand_and_edited(cli: "CommandLine") -> None:
    cli.run("person", "add", "ada")
    customer = cli.json("deal", "show", cli.deal())["party_id"]

    opened = cli.json("deal", "add", "Fleet", "--customer", customer, "--assigned-to", "ada", "--value", "900.50")
    number = opened["opportunity_number"]
    edited = cli.json("deal", "edit", number, "--probability", "62.5%", "--close-date", "2030-06-30", "--value", "1000")

    assert (opened["stage"], opened["expected_revenue_minor"]) == ("prospecting", 90050)
    assert edited["probability"]["basis_points"] == 6250
    assert (edited["expected_close_date"], edited["expected_revenue_minor"]) == ("2030-06-30", 100_000)
    assert [each["name"] for each in cli.json("deal", "list", "--customer", customer)] == ["Navy", "Fleet"]
    assert cli.json("deal", "edit", number, "--close-date", "")["expected_close_date"] is None

    terms = ("--discount", "12.5%", "--margin", "-3", "--payment-days", "0", "--term-months", "24")
    clauses = ("--non-standard-clause", "no penalty", "--non-standard-clause", "net of tax")
    agreed = cli.json("deal", "edit", number, *terms, *clauses)
    assert {name: agreed[name] for name in TERMS} == dict(zip(TERMS, (1250, -300, 0, 24), strict=True))
    assert agreed["non_standard_clauses"] == ["no penalty", "net of tax"]
    emptied = cli.json("deal", "edit", number, "--discount", "", "--non-standard-clause", "")
    assert (emptied["discount_basis_points"], emptied["non_standard_clauses"]) == (None, None)
    assert cli.refusal("deal", "edit", number, "--margin", "-10000.01", exit_code=WRONG_USE) == (
        "--margin: '-10000.01' is not a percentage; write it from -10000 to 100, like 60 or 62.5"
    )
    assert cli.refusal("deal", "edit", number, "--probability", "most", exit_code=WRONG_USE) == (
        "--probability: 'most' is not a percentage; write it from 0 to 100, like 60 or 62.5"
    )


def test_leads_are_found_by_source_words_and_condition(cli: "CommandLine") -> None:
    cli.run("lead", "add", "Zoë Ölmann", "--company", "Straße & Co", "--source", "referral", "--attribute", "ships=3")
    cli.run("lead", "add", "Grace Hopper", "--company", "Navy", "--email", "g@example.com", "--attribute", "ships=9")

    def names(*options: str) -> list[str]:
        return [each["name"] for each in cli.json("lead", "list", *options)]

    assert names("--source", "referral") == ["Zoë Ölmann"]
    assert names("--search", "STRASSE ölm") == ["Zoë Ölmann"]
    assert names("--search", "example.com", "--source", "other") == ["Grace Hopper"]
    assert names("--where", "lead.attributes.ships > 5") == ["Grace Hopper"]
    assert names("--where", "lead.attributes.ships > 0", "--limit", "1") == ["Zoë Ölmann"]
    assert "there is no 'fair'" in cli.refusal("lead", "list", "--where", 'lead.source == "fair"', exit_code=WRONG_USE)
    assert cli.refusal("lead", "list", "--where", "lead.shoes > 5", exit_code=WRONG_USE).startswith("condition")


def test_a_customer_is_listed_shown_and_edited(cli: "CommandLine") -> None:
    deal = cli.json("deal", "show", cli.deal())
    [customer] = cli.json("customer", "list", "--search", "navy")

    assert (customer["id"], customer["email"]) == (deal["party_id"], "g@example.com")
    edited = cli.json("customer", "edit", "g@example.com", "--phone", "1", "--industry", "")
    assert (edited["phone"], edited["industry"]) == ("1", None)
    shown = cli.output("customer", "show", customer["id"])
    assert [word for word in ("Navy", "g@example.com", deal["opportunity_number"]) if word not in shown] == []
    assert cli.refusal("customer", "edit", customer["id"], "--owner", "nobody").startswith("nobody here is known as")
    assert cli.refusal("customer", "show", "nobody") == "no customer with id nobody"
    assert cli.refusal("customer", "edit", customer["id"], "--name", "", exit_code=WRONG_USE).startswith("--name: ")
    assert cli.output("customer", "list", "--email", "nobody@example.com") == "No customers.\n"


def test_leads_of_who_leaves_go_to_others_and_rules_are_tried_before(cli: "CommandLine") -> None:
    for person in ("ada", "bea"):
        cli.run("person", "add", person)
    cli.run("routing", "add", "Everybody", "--user", "ada")
    lead = cli.json("lead", "add", "Grace")["lead_number"]
    cli.run("lead", "route", lead)
    file = cli.folder / "rules.json"
    rules = cli.json("routing", "rules")
    rules["rules"][0]["pool"] = {"users": ["bea"]}
    file.write_text(json.dumps(rules))

    simulated = cli.output("routing", "simulate", str(file), "--since", "2020-01-01", "--until", "2100-01-01")
    assert simulated == "1 lead, 0 would wait, 1 went otherwise.\n  bea: 1 lead\n"
    assert cli.json("lead", "show", lead)["assigned_to"] == "ada"

    assert cli.output("routing", "reassign", "ada", "--to", "bea", "--reason", "she left") == (
        "1 lead given, 0 waiting, 0 left alone.\n  bea: 1 lead\n"
    )
    assert cli.json("lead", "show", lead)["assigned_to"] == "bea"
    assert cli.refusal("routing", "simulate", str(file), "--since", "soon", "--until", "2100", exit_code=WRONG_USE) == (
        "--since: 'soon' is not a date or time; write it like 2026-06-30 or 2026-06-30T14:00"
    )

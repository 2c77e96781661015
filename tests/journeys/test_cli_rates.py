"""The table of currency rates at the command line: added, corrected, retired, taken up again, and asked."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


def test_a_rate_is_added_corrected_retired_and_taken_up_again(cli: "CommandLine") -> None:
    added = cli.output("rate", "add", "EUR", "USD", "1.0850", "--day", "2026-03-01")
    assert added == "From 2026-03-01 on 1 EUR is 1.0850 USD.\n"
    [rate] = cli.json("rate", "list")
    assert (rate["from_currency"], rate["to_currency"], rate["rate"], rate["day"]) == (
        "EUR",
        "USD",
        "1.0850",
        "2026-03-01",
    )
    assert cli.refusal("rate", "add", "EUR", "USD", "1.09", "--day", "2026-03-01").startswith(
        "the rate from EUR to USD of 2026-03-01 is 1.0850 already; correct it with `crm rate edit"
    )

    assert cli.json("rate", "edit", rate["id"], "--rate", "1.09")["rate"] == "1.09"
    assert cli.output("rate", "retire", rate["id"]) == "The rate of 2026-03-01 is retired.\n"
    assert cli.output("rate", "list", "--only-active") == "No rates.\n"
    assert cli.json("rate", "add", "EUR", "USD", "1.1", "--day", "2026-03-01")["id"] == rate["id"]
    assert cli.json("rate", "show", rate["id"])["retired_at"] is None
    assert cli.json("rate", "list", "--from", "USD") == []
    assert cli.json("rate", "list", "--to", "USD", "--from", "EUR")[0]["rate"] == "1.1"


def test_an_amount_is_converted_by_the_rate_of_its_day_and_unknown_without_one(cli: "CommandLine") -> None:
    cli.run("rate", "add", "EUR", "USD", "1.25", "--day", "2026-03-01")
    cli.run("rate", "add", "EUR", "USD", "1.50", "--day", "2026-04-01")

    asked = ("rate", "convert", "10", "USD", "--currency", "EUR", "--day")
    assert cli.output(*asked, "2026-03-31") == "€10.00 is $12.50, by the rate of 2026-03-01.\n"
    known = cli.json(*asked, "2026-04-01")
    assert (known["amount"], known["rate"]["on"]) == ({"minor": 1500, "currency": "USD"}, "2026-04-01")
    unknown = cli.json(*asked, "2026-02-28")
    assert (unknown["amount"], unknown["rate"]) == (None, None)
    assert "unknown in USD: no rate is stored up to 2026-02-28; see crm rate add" in " ".join(
        cli.output(*asked, "2026-02-28").split()
    )
    back = ("rate", "convert", "15", "EUR", "--currency", "USD", "--day", "2026-05-01")
    assert cli.json(*back)["amount"] == {"minor": 1000, "currency": "EUR"}


def test_only_who_keeps_the_settings_changes_rates(cli: "CommandLine") -> None:
    manager = ("--as", "rita", "--role", "manager")

    assert "rita may not edit currency rates" in cli.refusal("rate", "add", "EUR", "USD", "1.25", *manager)
    assert cli.json("rate", "list", *manager) == []


@pytest.mark.parametrize("rate", ["0", "-1", "one"])
def test_a_rate_that_cannot_be_is_named(cli: "CommandLine", rate: str) -> None:
    assert "RATE" in cli.refusal("rate", "add", "EUR", "USD", "--", rate, exit_code=2)

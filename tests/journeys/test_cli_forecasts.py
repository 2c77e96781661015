"""Forecasts are submitted, adjusted and compared at the command line."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

MARA = ("--as", "mara", "--role", "manager")


def of(forecast: Any, user: str) -> Any:
    [found] = [each for each in forecast["people"] if each["user"] == user]
    return found


def a_team(cli: "CommandLine") -> str:
    """Mara leads Ada and Bob; Ada has a deal of $1,000.00 in commit, shared with Bob."""
    cli.run("person", "add", "mara", "--name", "Mara", "--works-as", "manager")
    cli.run("person", "add", "ada", "--name", "Ada", "--manager", "mara")
    cli.run("person", "add", "bob", "--name", "Bob", "--manager", "mara")
    deal = cli.deal("--value", "1000", "--currency", "USD", stage="negotiation")
    cli.run("deal", "edit", deal, "--assigned-to", "ada", "--close-date", "2027-02-01")
    return deal


def test_a_managers_row_is_the_adjustment_else_the_submission_else_what_is_computed(cli: "CommandLine") -> None:
    deal = a_team(cli)
    cli.run("split", "set", deal, "--shares", "owner=70,bob=30")
    cli.run("split", "submit", deal)
    cli.run(*MARA, "split", "approve", deal)
    asked = ("forecast", "show", "--period", "2027-Q1")
    before = cli.json("deal", "show", deal)

    shown = cli.json(*asked)
    assert [(each["user"], each["depth"]) for each in shown["people"]] == [("mara", 0), ("ada", 1), ("bob", 1)]
    assert of(shown, "ada")["commit"]["forecast_minor"] == 70_000
    assert of(shown, "bob")["commit"]["forecast_minor"] == 30_000
    assert shown["total"]["commit_minor"] == of(shown, "mara")["commit"]["forecast_minor"] == 100_000

    submitted = cli.output("--as", "ada", "forecast", "submit", "900", "--currency", "USD", "--period", "2027-Q1")
    assert submitted == "The commit of ada for 2027-Q1 is $900.00.\n"
    assert cli.json(*asked)["total"]["commit_minor"] == 120_000
    adjusted = cli.json(*MARA, "forecast", "adjust", "ada", "500", "--currency", "USD", "--period", "2027-Q1")
    assert adjusted["origin"] == "adjustment"
    cli.run("deal", "edit", deal, "--value", "2000")
    shown = cli.json(*asked)
    assert of(shown, "ada")["commit"] == {
        "computed_minor": 140_000,
        "rolled_up_minor": 140_000,
        "submitted_minor": 90_000,
        "adjusted_minor": 50_000,
        "adjusted_by": "mara",
        "forecast_minor": 50_000,
        "origin": "adjustment",
    }
    assert of(shown, "mara")["commit"]["rolled_up_minor"] == 50_000 + 60_000
    text = " ".join(cli.output(*asked).split())
    assert "Ada $0.00 $500.00 adj. $1,400.00 computed $1,400.00 $1,400.00" in text
    after = cli.json("deal", "show", deal)
    assert after["expected_revenue_minor"] == 200_000
    assert after["stage"] == before["stage"]
    assert after["forecast_override"] is None

    assert "above" in cli.refusal("--as", "bob", "--role", "team_lead", "forecast", "adjust", "ada", "1", exit_code=1)
    assert "it is you" in cli.refusal(*MARA, "forecast", "adjust", "mara", "1", exit_code=2)
    assert "is over" in cli.refusal("--as", "ada", "forecast", "submit", "1", "--period", "2017-Q4", exit_code=2)
    cli.run(*MARA, "forecast", "withdraw", adjusted["id"])
    assert of(cli.json(*asked), "ada")["commit"]["origin"] == "submission"
    assert "withdrawn" in cli.refusal(*MARA, "forecast", "withdraw", adjusted["id"], exit_code=1)
    listed = cli.json("forecast", "list", "--period", "2027-Q1")
    assert [(each["user_id"], each["origin"], each["withdrawn_at"] is None) for each in listed] == [
        ("ada", "submission", True),
        ("ada", "adjustment", False),
    ]
    [current] = cli.json("forecast", "list", "--current", "--user", "ada")
    assert cli.json("forecast", "get", current["id"])["amount_minor"] == 90_000


def test_what_became_of_a_period_is_shown_between_two_snapshots(cli: "CommandLine") -> None:
    deal = a_team(cli)
    other = cli.deal("--value", "50", "--currency", "USD", stage="negotiation")
    cli.run("deal", "edit", other, "--close-date", "2027-03-31")
    asked = ("forecast", "waterfall", "--period", "2027-Q1")
    assert "no two snapshots" in cli.refusal(*asked, exit_code=1)
    assert cli.output("forecast", "snapshot").endswith("\n")
    cli.run("deal", "edit", deal, "--value", "1200")
    cli.run("deal", "won", other)
    late = cli.deal("--value", "7", "--currency", "USD", stage="negotiation")
    cli.run("deal", "edit", late, "--close-date", "2027-01-01")
    cli.run("forecast", "snapshot")

    first, second = cli.json("forecast", "snapshots", "list")
    assert (first["deals"], second["deals"]) == (2, 3)
    assert cli.json("forecast", "snapshots", "show", first["id"])["deals"] == 2
    found = cli.json(*asked, "--opening", first["id"], "--closing", second["id"])
    steps = {
        column["category"]: {step["step"]: step["amount_minor"] for step in column["steps"] if step["amount_minor"]}
        for column in found["columns"]
    }
    everything = {"opening": 105_000, "won": -5_000, "new": 700, "up": 20_000, "closing": 120_700}
    assert steps == {"commit": everything, None: everything}
    text = " ".join(cli.output(*asked, "--opening", first["id"]).split())
    assert "Up 1 $200.00" in text
    assert "Commit $1,050.00 $157.00 $0.00 $1,207.00" in text
    assert "other way round" in cli.refusal(*asked, "--opening", second["id"], "--closing", first["id"], exit_code=1)
    [waiting] = cli.json("timer", "list", "--kind", "forecast_snapshot", "--state", "pending")
    assert waiting["subject"]["id"] == second["id"]

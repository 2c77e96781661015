"""Deals are shared at the command line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


def test_a_deal_is_shared_approved_and_disputed(cli: "CommandLine") -> None:
    cli.run("person", "add", "dora", "--name", "Dora", "--works-as", "director")
    cli.run("person", "add", "ada", "--name", "Ada", "--manager", "dora")
    cli.run("person", "add", "bob", "--name", "Bob")
    deal = cli.deal("--value", "100", "--currency", "USD", stage="negotiation")
    cli.run("deal", "edit", deal, "--assigned-to", "ada")

    drafted = cli.output("split", "set", deal, "--shares", "owner=66.67,bob=33.33,bob=10:overlay")
    assert drafted == f"The split of {deal} is draft: ada 66.67 %, bob 33.33 %, bob 10 % overlay.\n"
    assert "adds up to 99.00 %" in cli.refusal("split", "set", deal, "--shares", "owner=99", exit_code=2)
    assert "is no share" in cli.refusal("split", "set", deal, "--shares", "owner=much", exit_code=2)
    assert cli.json("split", "submit", deal)["status"] == "submitted"
    assert cli.json("--as", "dora", "--role", "director", "split", "approve", deal)["status"] == "approved"
    cli.run("deal", "won", deal)

    credited = cli.json("credit", "list")
    assert [(each["user_id"], each["kind"], each["amount_minor"]) for each in credited] == [
        ("ada", "revenue", 6_667),
        ("bob", "revenue", 3_333),
        ("bob", "overlay", 1_000),
    ]
    cli.run("split", "dispute", deal, "--reason", "half was said")
    assert "(disputed)" in cli.output("split", "show", deal)
    assert cli.output("split", "overlay", deal) == "bob: $10.00 beside the revenue.\n"
    cli.run("split", "resolve", deal, "--reason", "it stands")
    cli.run("split", "template", "add", "North", "--shares", "owner=50,bob=50")
    assert cli.json("split", "team", deal, "North")["shares"][0] == {
        "user_id": "ada",
        "basis_points": 5_000,
        "kind": "revenue",
    }
    assert [each["status"] for each in cli.json("split", "list", "--deal", deal)] == ["approved", "draft"]

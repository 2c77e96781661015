"""Deals are quoted at the command line: line by line, version by version, up to the order."""

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "quotations.md"


def test_the_commands_of_the_guide_end_in_an_order_and_credits_by_product(bare_cli: "CommandLine") -> None:
    year = datetime.now(UTC).year
    for command in re.findall(r"^    crm (.*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE):
        bare_cli.run(*shlex.split(command.replace("-2026-", f"-{year}-")))

    deal = bare_cli.json("deal", "show", f"OPP-{year}-0001")
    assert (deal["outcome"], deal["actual_value_minor"], deal["converted_to_order_id"] is not None) == (
        "won",
        1_045_000,
        True,
    )
    assert (deal["discount_basis_points"], deal["margin_basis_points"]) == (1_292, 4_067)
    versions = bare_cli.json("quote", "list", "--deal", deal["opportunity_number"])
    assert [each["status"] for each in versions] == ["superseded", "converted"]
    credited = bare_cli.json("credit", "list", "--basis", "won")
    assert [(each["product"], each["category"], each["amount_minor"]) for each in credited] == [
        ("ENG-1", "Hardware", 760_000),
        (None, "Services", 285_000),
    ]
    assert len(bare_cli.json("approval", "list")) == 1


def the_team(cli: "CommandLine") -> str:
    """The number of a deal in negotiation that ada has; dora directs."""
    cli.run("person", "add", "dora", "--name", "Dora", "--works-as", "director")
    cli.run("person", "add", "ada", "--name", "Ada", "--manager", "dora")
    deal = cli.deal("--value", "100", "--currency", "USD", stage="negotiation")
    cli.run("deal", "edit", deal, "--assigned-to", "ada")
    return deal


def test_a_deal_is_quoted_sent_accepted_won_and_ordered(cli: "CommandLine") -> None:
    deal = the_team(cli)

    made = cli.output(
        "quote", "new", deal, "--line", "Engine,quantity=2.5,price=300,discount=10,tax=19,list=320,code=ENG",
        "--line", "Care,price=100,category=Services", "--discount", "5",
    )  # fmt: skip
    assert "is version 1 of" in made
    assert "draft, over $736.25, valid until" in made
    first = cli.json("quote", "list", "--deal", deal)[0]["quotation_number"]
    assert cli.json("deal", "show", deal)["expected_revenue_minor"] == 73_625
    shown = cli.output("quote", "show", first)
    assert all(each in shown for each in ("ENG Engine", "$641.25", "$95.00", "Net", "$736.25", "$121.84"))

    cli.run("quote", "line", "add", first, "Travel,price=50")
    cli.run("quote", "line", "set", first, "3", "Travel,price=40")
    cli.run("quote", "line", "remove", first, "2")
    assert "there is no line 9" in cli.refusal("quote", "line", "remove", first, "9", exit_code=2)
    cli.run("quote", "edit", first, "--discount", "0")
    assert cli.json("quote", "show", first)["totals"]["net_minor"] == 71_500

    second = cli.json("quote", "new", deal, "--discount-amount", "15")["quotation_number"]
    compared = cli.output("quote", "diff", second)
    assert "From version 1 to 2:" in compared
    assert "header discount" in compared
    cli.run("quote", "send", second)
    assert cli.output("quote", "view", second) == f"{second} is viewed.\n"
    assert "make a new version" in cli.refusal("quote", "line", "remove", second, "1")
    assert cli.json("quote", "accept", second)["status"] == "accepted"
    assert [each["status"] for each in cli.json("quote", "list", "--deal", deal)] == ["superseded", "accepted"]
    assert "waits for: closing" in " ".join(cli.output("deal", "show", deal).split())
    assert "only a won one is ordered" in cli.refusal("quote", "order", second)
    cli.run("deal", "won", deal)
    order = cli.json("quote", "order", second)["order_number"]
    assert (
        order == cli.json("quote", "order", second)["order_number"] == cli.json("deal", "order", deal)["order_number"]
    )
    assert cli.json("quote", "show", second)["status"] == "converted"
    credited = cli.json("credit", "list", "--basis", "won")
    assert [(each["product"], each["amount_minor"]) for each in credited] == [("ENG", 66_084), (None, 3_916)]


def test_a_quotation_over_the_thresholds_is_approved_before_it_is_sent(cli: "CommandLine") -> None:
    deal = the_team(cli)
    number = cli.json("quote", "new", deal, "--line", "Engine,price=12000")["quotation_number"]

    assert "needs the approval of a manager" in cli.refusal("quote", "send", number)
    assert "waits for the approval of a manager: dora" in cli.output("--as", "ada", "quote", "submit", number)
    assert "pending" in cli.output("quote", "show", number)
    cli.run("--as", "dora", "--role", "director", "approval", "approve", deal)
    cli.run("quote", "send", number)
    cli.run("quote", "accept", number)
    assert cli.json("deal", "won", deal)["actual_value_minor"] == 1_200_000


def test_lines_come_from_files(cli: "CommandLine") -> None:
    deal, folder = the_team(cli), Path.cwd()
    (folder / "lines.csv").write_text(
        "description,code,quantity,price,discount,tax\nEngine,ENG,2,1000,12.5,19\n\nMill,,1,5.50,,\n", encoding="utf-8"
    )
    (folder / "bad.csv").write_text("description,prize\nEngine,5\n", encoding="utf-8")

    first = cli.json("quote", "new", deal, "--lines", "lines.csv", "--id", "R-1")
    (folder / "lines.json").write_text(json.dumps(cli.json("quote", "show", first["quotation_number"])), "utf-8")
    again = cli.json("quote", "new", deal, "--lines", "lines.json")

    assert first["total"] == again["total"] == {"minor": 175_550, "currency": "USD"}
    same = cli.json("quote", "new", deal, "--lines", "lines.csv", "--id", "R-1")
    assert same["quotation_id"] == first["quotation_id"]
    assert "prize is no column" in cli.refusal("quote", "new", deal, "--lines", "bad.csv", exit_code=2)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Engine", "it has no price"),
        ("Engine,price=1.234", "finer than USD"),
        ("Engine,price=1,discount=101", "is no percentage"),
        ("Engine,price=1,quantity=0", "quantity"),
        ("Engine,price=1,colour=red", "is none of description"),
    ],
)
def test_a_line_that_says_too_little_or_too_much_is_refused_with_its_remedy(
    cli: "CommandLine", line: str, problem: str
) -> None:
    deal = the_team(cli)

    assert problem in cli.refusal("quote", "new", deal, "--line", line, exit_code=2)


def test_a_quotation_is_rejected_extended_and_tracked(cli: "CommandLine") -> None:
    deal = the_team(cli)
    first, second = (cli.json("quote", "new", deal)["quotation_number"] for _ in range(2))

    assert cli.json("quote", "reject", first, "--reason", "too dear")["status"] == "rejected"
    assert "only one that nobody decided expires" in cli.refusal("quote", "expire", second)
    valid_until = cli.json("quote", "show", second)["valid_until"]
    assert "takes one of these roles" in cli.refusal(
        "--role", "rep", "quote", "extend", second, "--valid-until", valid_until
    )
    assert "is no extension" in cli.refusal("quote", "extend", second, "--valid-until", valid_until, exit_code=2)
    assert cli.json("quote", "track", deal)[1]["difference"] is None
    cli.run("deal", "quote", deal)
    assert len(cli.json("quote", "list", "--deal", deal)) == 2

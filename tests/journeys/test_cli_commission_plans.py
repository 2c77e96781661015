"""The plans of the guide are added from their files, and pay what the guide says."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

PLANS = Path(__file__).parents[2] / "docs" / "guides" / "commissions"
NOW = datetime.now(UTC)
MONTH, QUARTER = f"{NOW:%Y-%m}", f"{NOW:%Y}-Q{(NOW.month + 2) // 3}"


def paid_by(cli: "CommandLine", plan: str) -> str:
    """Adds the plan of the file, and gives it to whoever won the deal there is; answers who that is."""
    [deal] = cli.json("deal", "list")
    user = str(deal["assigned_to"])
    assert cli.output("commission", "plan", "add", str(PLANS / f"{plan}.toml")).startswith(
        f"Plan {plan.capitalize()} is added."
    )
    cli.run("commission", "assignment", "add", plan.capitalize(), "--user", user)
    return user


def won(cli: "CommandLine", value: str) -> str:
    deal = cli.deal("--value", value, "--currency", "USD", stage="negotiation")
    cli.run("deal", "won", deal)
    return deal


def amounts(cli: "CommandLine") -> dict[str, int]:
    """By kind, over all entries, each of which agrees with its calculation."""
    sums: dict[str, int] = {}
    for entry in cli.json("commission", "explain"):
        assert entry["agrees"]
        sums[entry["kind"]] = sums.get(entry["kind"], 0) + entry["amount_minor"]
    return sums


def test_a_quota_is_brought_in_one_deal_and_a_bonus_with_it(cli: "CommandLine") -> None:
    won(cli, "4500")
    user = paid_by(cli, "attainment")
    run = ("commission", "run", "Attainment", MONTH)
    assert f"{user} has no quota" in cli.run(*run).stderr
    assert cli.json(*run)["without_quota"] == [user]
    cli.run("person", "add", user, "--name", "Grace")
    cli.run("quota", "assign", QUARTER, "--user", user, "--amount", "3750", "--currency", "USD")
    cli.run(*run)

    assert amounts(cli) == {"earning": 39_375, "bonus": 50_000}
    shown = cli.output("commission", "explain", "--user", user, environment={"COLUMNS": "160"})
    assert "$1,875.00 at 10% x 50%, $1,875.00 at 10% x 100%, $750.00 at 10% x 150%" in shown


def test_payments_are_paid_by_the_month_they_come_in(cli: "CommandLine") -> None:
    deal = won(cli, "4500")
    paid_by(cli, "products")
    cli.run("deal", "pay", deal, "1000", "--id", "P-1")
    cli.run("deal", "pay", deal, "3500", "--id", "P-2")
    cli.run("commission", "run", "Products", MONTH)

    assert amounts(cli) == {"earning": 22_500, "bonus": 10_000}


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("1000", {"earning": 10_000, "floor": 5_000, "holdback": -1_500}),
        ("4500", {"earning": 45_000, "cap": -20_000, "holdback": -2_500}),
    ],
)
def test_a_month_is_lifted_or_capped_and_a_part_is_held_back(
    cli: "CommandLine", value: str, kinds: dict[str, int]
) -> None:
    deal = won(cli, value)
    paid_by(cli, "guarded")
    cli.run("commission", "run", "Guarded", MONTH)
    assert amounts(cli) == kinds
    cli.run("deal", "refund", deal, value, "--id", "R-1", "--reason", "they went elsewhere")
    cli.run("commission", "run", "Guarded", MONTH)

    after = amounts(cli)
    assert (after["earning"] + after["correction"], after.get("cap", 0)) == (0, 0)
    assert after["floor"] + after["holdback"] == 13_500


def test_who_leads_is_paid_for_what_their_reports_sell(cli: "CommandLine") -> None:
    won(cli, "1000")
    paid_by(cli, "managers")
    cli.run("commission", "run", "Managers", MONTH)

    assert amounts(cli) == {"earning": 3_000}
    assert cli.json("commission", "plan", "show", "Managers")["override_depth"] == 2


def test_a_plan_that_can_never_pay_is_refused_with_what_to_do(cli: "CommandLine") -> None:
    plan = cli.folder / "plan.toml"
    plan.write_text((PLANS / "attainment.toml").read_text().replace("from_basis_points = 0,", "from_basis_points = 1,"))

    assert "nothing is said below 1 basis points; let the first begin at 0" in cli.refusal(
        "commission", "plan", "add", str(plan), exit_code=2
    )

"""The real data set is replayed and paid, and what comes out is what a few plain lines over its files compute."""

import csv
import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from thoroughness import IN_FULL
from typer.testing import CliRunner

from crm_adapters.cli import app

SHARED = Path(
    os.environ.get("CRM_REPLAY_DATA", Path(__file__).parents[3] / "shared" / "data" / "crm_sales_opportunities")
)
SAMPLE = Path(__file__).parent / "data" / "replay_sample"
PLANS = Path(__file__).parents[2] / "docs" / "guides" / "commissions"
WHOLE_QUARTER = 280_249_600
TIERS = ((0, 300), (1_000_000, 500), (5_000_000, 800), (10_000_000, 1_000), (10**18, 0))
DATA = SHARED if IN_FULL and SHARED.exists() else SAMPLE


def half_to_even(numerator: int, denominator: int) -> int:
    quotient, rest = divmod(numerator, denominator)
    return quotient + (2 * rest > denominator or (2 * rest == denominator and quotient % 2))


def flat(total: int) -> int:
    return half_to_even(total * 500, 10_000)


def marginal(total: int) -> int:
    steps = [(start, end, rate) for (start, rate), (end, _) in pairwise(TIERS)]
    return half_to_even(sum(max(0, min(total, end) - start) * rate for start, end, rate in steps), 10_000)


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def quarter_of(row: Mapping[str, str]) -> str:
    year, month, _ = map(int, row["close_date"].split("-"))
    return f"{year}-Q{(month + 2) // 3}"


def quarters() -> set[str]:
    return {quarter_of(row) for row in rows_of("sales_pipeline.csv") if row["deal_stage"] == "Won"}


def expected(quarter: str) -> dict[str, dict[str, Any]]:
    """By user: what the files say, by nothing but the csv module and whole numbers."""
    counts: Counter[str] = Counter()
    sums: defaultdict[str, int] = defaultdict(int)
    for row in rows_of("sales_pipeline.csv"):
        if row["deal_stage"] == "Won" and quarter_of(row) == quarter:
            counts[named(row["sales_agent"])] += 1
            sums[named(row["sales_agent"])] += int(row["close_value"]) * 100
    return {
        named(row["sales_agent"]): {
            "name": row["sales_agent"],
            "manager": named(row["manager"]),
            "manager_name": row["manager"],
            "won_count": counts[named(row["sales_agent"])],
            "won_minor": sums[named(row["sales_agent"])],
        }
        for row in rows_of("sales_teams.csv")
    }


def named(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "-")


def crm(*words: str) -> str:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def answer(*words: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(crm(*words, "--json"))
    return found


@pytest.fixture(scope="module")
def replayed(initialised: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The history, paid by the flat plan."""
    database = tmp_path_factory.mktemp("history") / "crm.db"
    shutil.copy(initialised, database)
    paid_by(database, "flat")
    return database


def paid_by(database: Path, plan: str) -> None:
    crm("replay", str(DATA), "--commission-plan", str(PLANS / f"{plan}.toml"), "--database", f"sqlite:///{database}")


@pytest.mark.parametrize(("plan", "pays"), [("flat", flat), ("marginal", marginal)])
def test_a_replayed_history_is_paid_to_the_cent(replayed: Path, tmp_path: Path, plan: str, pays: Any) -> None:
    database = tmp_path / "crm.db"
    shutil.copy(replayed, database)
    if plan != "flat":
        paid_by(database, plan)
    for quarter in sorted(quarters()):
        where = ("--period", quarter, "--database", f"sqlite:///{database}")
        statement = answer("commission", "statement", "--plan", plan.capitalize(), *where)
        performance = answer("performance", *where)
        people = expected(quarter)

        assert statement == {
            "period": quarter,
            "currency": "USD",
            "people": [
                {"user": user, **people[user], "commission_minor": pays(people[user]["won_minor"])}
                for user in sorted(people)
            ],
            "not_priced": [],
        }
        assert [row["user"] for row in performance["people"]] == sorted(people)
        assert all({**row, **people[row["user"]]} == row for row in performance["people"])
        assert sum(row["commission_minor"] for row in statement["people"]) > 0
        if DATA is SHARED and quarter == "2017-Q4":
            assert sum(row["won_minor"] for row in statement["people"]) == WHOLE_QUARTER
            assert len(people) == 35
            assert sum(bool(row["won_count"]) for row in statement["people"]) == 30


def test_a_second_run_posts_nothing_and_every_period_stays_open(replayed: Path) -> None:
    where = ("--database", f"sqlite:///{replayed}")
    periods = json.loads(crm("commission", "period", "list", "--json", *where))

    assert {period["status"] for period in periods} == {"open"}
    assert sum(period["entries"] for period in periods) > 0
    for period in periods:
        assert answer("commission", "run", "Flat", period["period"], *where)["entries"] == 0


def test_every_entry_explains_itself_down_to_its_deal(replayed: Path) -> None:
    where = ("--database", f"sqlite:///{replayed}")
    entries = json.loads(crm("commission", "explain", "--json", *where))

    assert all(each["agrees"] and each["trace"]["earned_minor"] == each["amount_minor"] for each in entries)
    assert {each["posted_period"] for each in entries} == quarters()
    deal = entries[-1]["deal"]
    of_deal = json.loads(crm("commission", "explain", "--deal", deal, "--json", *where))
    assert {each["deal"] for each in of_deal} == {deal}
    assert "at 5%" in crm("commission", "explain", "--deal", deal, *where)

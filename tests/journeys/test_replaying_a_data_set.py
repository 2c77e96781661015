"""A history of deals out of CSV files goes through the command line: exactly, once, and whatever happens meanwhile."""

import csv
import json
import os
import random
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from forked_command import Around, ForkedCommand
from thoroughness import IN_FULL
from typer.testing import CliRunner, Result

from crm_adapters.cli import app
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Actor
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import CreateLead, LeadFilter
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_core.pipelines import Outcome
from crm_operations.lead_conversion import ConvertLead, LeadConversionCoordinator

SAMPLE = Path(__file__).parent / "data" / "replay_sample"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "crm_sales_opportunities"
REJECTED = 3
WRONG_USE = 2
ACTOR = administrator("main")
EVERYTHING = LeadFilter(limit=1_000)
FIRST_DEALS = 1_000
"""Of the large data set, unless it is replayed in full."""


class Replays:
    """A working directory with a database, and the command line in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "crm.db"
        self.rejects = folder / "rejects.csv"

    def crm(self, *words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--database", f"sqlite:///{self.database}"])

    def replay(self, data: Path, *words: str) -> Result:
        return self.crm("replay", str(data), "--rejects", str(self.rejects), *words)

    def figures(self, *words: str) -> dict[str, Any]:
        answer = self.crm(*words, "--json")
        assert answer.exit_code == 0, answer.stderr
        figures: dict[str, Any] = json.loads(answer.stdout)
        return figures

    def open(self) -> Crm:
        return open_crm(f"sqlite:///{self.database}")

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        connection = sqlite3.connect(self.database)
        try:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
        finally:
            connection.close()


@pytest.fixture
def replays(bare_replays: Replays, initialised: Path) -> Replays:
    """With a database as ``crm init`` makes it."""
    shutil.copy(initialised, bare_replays.database)
    return bare_replays


@pytest.fixture
def bare_replays(tmp_path: Path) -> Replays:
    """With no database yet."""
    return Replays(tmp_path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The sample, to be changed."""
    return shutil.copytree(SAMPLE, tmp_path / "data")


def deals_in(folder: Path) -> list[dict[str, str]]:
    with (folder / "sales_pipeline.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def counted(folder: Path) -> dict[str, Any]:
    """What the files say, by nothing but the csv module."""
    rows = deals_in(folder)
    stages = Counter(row["deal_stage"] for row in rows)
    return {
        "won": stages["Won"],
        "won_minor": sum(int(row["close_value"]) * 100 for row in rows if row["deal_stage"] == "Won"),
        "lost": stages["Lost"],
        "open": sum(1 for row in rows if row["account"] and row["deal_stage"] in {"Engaging", "Prospecting"}),
        "leads_left": sum(1 for row in rows if not row["account"]),
        "rows": len(rows),
    }


def assert_stored(replays: Replays, folder: Path) -> None:
    """The figures of the board are those of the files, and the history proves itself."""
    expected, board = counted(folder), replays.figures("pipeline")
    assert board["won"] == {"count": expected["won"], "total_minor": expected["won_minor"]}
    assert board["lost"]["count"] == expected["lost"]
    assert board["open"]["count"] == expected["open"]
    assert board["leads"]["unconverted"] == expected["leads_left"]
    assert board["win_rate"] == expected["won"] / (expected["won"] + expected["lost"])
    assert replays.rows()["crm_leads"] == expected["rows"]
    assert replays.rows()["crm_opportunities"] == expected["rows"] - expected["leads_left"]
    assert replays.figures("history", "verify")["holds"]


def append(folder: Path, *lines: str, name: str = "sales_pipeline.csv") -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


@pytest.mark.requirement("TST-CRMOP-0099")
def test_every_deal_ends_as_its_row_tells(bare_replays: Replays) -> None:
    answer = bare_replays.replay(SAMPLE, "--json")

    expected = counted(SAMPLE)
    summary = json.loads(answer.stdout)
    assert answer.exit_code == 0, answer.stderr
    assert summary["captured"] == summary["replayed"] == expected["rows"]
    assert summary["converted"] == expected["rows"] - expected["leads_left"]
    assert {name: summary[name] for name in ("won", "lost", "open", "leads_left")} == {
        name: expected[name] for name in ("won", "lost", "open", "leads_left")
    }
    assert summary["rejected"] == 0
    assert_stored(bare_replays, SAMPLE)


def test_each_spelling_is_told_once(replays: Replays) -> None:
    answer = replays.replay(SAMPLE)

    assert answer.stderr.count("'RackPro' was read as 'Rack Pro', in 9 rows") == 1
    assert '"SEAN O\'HARE" was read as "Sean O\'Hare", in 1 row.' in answer.stderr
    assert "'Quarry,  Stone  and  Daughters' was read as 'Quarry, Stone and Daughters'" in answer.stderr
    with replays.open() as crm:
        assert {lead.attributes["product"] for lead in crm.leads.list(ACTOR, EVERYTHING)} == {
            "Rack 10",
            "Rack Pro",
            "Blade Mini",
            "Blade Max",
            "Tower 900",
        }


def test_deals_happen_at_their_own_dates(replays: Replays) -> None:
    replays.replay(SAMPLE)

    rows = {row["opportunity_id"]: row for row in deals_in(SAMPLE)}
    first_day = min(row["engage_date"] for row in rows.values() if row["engage_date"])
    with replays.open() as crm:
        deals = deals_by_id(crm)
        for lead in crm.leads.list(ACTOR, EVERYTHING):
            row = rows[lead.external_id or ""]
            assert f"{lead.created_at:%Y-%m-%d}" == (row["engage_date"] or first_day)
            if lead.converted_to_opportunity_id:
                deal = deals[lead.converted_to_opportunity_id]
                assert str(deal.actual_close_date or "") == row["close_date"]
                assert f"{deal.created_at:%Y-%m-%d}" == (row["engage_date"] or first_day)


def test_a_won_deal_has_everything_the_files_tell(replays: Replays) -> None:
    replays.replay(SAMPLE)

    with replays.open() as crm:
        lead = next(lead for lead in crm.leads.list(ACTOR, EVERYTHING) if lead.external_id == "R005L11")
        deal = crm.deals.get(ACTOR, lead.converted_to_opportunity_id or "")
        customer = crm.customers.find_by_id("main", deal.party_id)
        (quotation,) = crm.quotations.find_by_opportunity_id("main", deal.id)
        agent = crm.people.find_by_id("main", "ines-calder")
        why = crm.audit.explain(ACTOR, EntityRef(kind=EntityKind.LEAD, id=lead.id))
    assert (lead.company, lead.industry, lead.territory) == ("Café Lumière", "hospitality", "North")
    assert (lead.assigned_to, lead.estimated_value_minor, lead.source) == ("ines-calder", 2_480_000, "import")
    assert customer is not None
    assert agent is not None
    assert (customer.name, customer.industry) == ("Café Lumière", "hospitality")
    assert (deal.outcome, deal.assigned_to, deal.expected_revenue_minor) == (Outcome.WON, "ines-calder", 2_480_000)
    assert (quotation.status, quotation.total.minor, quotation.total.currency) == ("accepted", 2_028_800, "USD")
    assert f"{quotation.decided_at:%Y-%m-%d}" == "2018-12-27"
    assert (agent.name, agent.team, agent.territories) == ("Ines Calder", "Ruth Vance", frozenset({"North"}))
    assert "historic deal" in " ".join(reason for decision in why for reason in decision.reasons)


def test_nobody_is_notified_of_old_news(replays: Replays) -> None:
    replays.replay(SAMPLE)

    connection = sqlite3.connect(replays.database)
    topics = {topic for (topic,) in connection.execute("SELECT DISTINCT topic FROM crm_outbox")}
    connection.close()
    assert "opportunity.won" in topics
    assert "notice" not in topics


def test_run_again_it_changes_nothing(replays: Replays) -> None:
    replays.replay(SAMPLE)
    before = replays.rows()

    again = replays.replay(SAMPLE, "--json")

    assert replays.rows() == before
    assert again.exit_code == 0
    assert "Nothing to do" in again.stderr
    assert json.loads(again.stdout)["replayed"] == 0
    assert json.loads(again.stdout)["won"] == counted(SAMPLE)["won"]


def test_a_newer_file_moves_its_deals_on_and_no_others(replays: Replays, data: Path) -> None:
    replays.replay(data)
    file = data / "sales_pipeline.csv"
    text = file.read_text(encoding="utf-8")
    text = text.replace("Pylon Works,Engaging,2019-05-09,,", "Pylon Works,Won,2019-05-09,2019-09-01,3210")
    text = text.replace(
        "R006L63,Yara Osei,Blade Max,,Prospecting,,,", "R006L63,Yara Osei,Blade Max,Tannenhof,Engaging,,,"
    )
    file.write_text(text, encoding="utf-8")

    answer = replays.replay(data, "--json")

    assert json.loads(answer.stdout)["replayed"] == 2
    assert_stored(replays, data)


def test_only_the_first_deals_where_there_is_a_limit(replays: Replays) -> None:
    first = json.loads(replays.replay(SAMPLE, "--limit", "10", "--json").stdout)
    assert (first["captured"], replays.rows()["crm_leads"]) == (10, 10)

    rest = json.loads(replays.replay(SAMPLE, "--json").stdout)

    assert rest["replayed"] == counted(SAMPLE)["rows"] - 10
    assert_stored(replays, SAMPLE)


BAD_ROWS = {
    "an unknown stage": ("B1,Yara Osei,Rack 10,Tannenhof,Wone,2019-02-01,,", "deal_stage", "is not in Prospecting"),
    "an impossible date": (
        "B2,Yara Osei,Rack 10,Tannenhof,Won,2019-02-30,2019-03-01,600",
        "engage_date",
        "is no day of the calendar",
    ),
    "a date of another shape": (
        "B3,Yara Osei,Rack 10,Tannenhof,Won,01/02/2019,2019-03-01,600",
        "engage_date",
        "write it as 2017-03-31",
    ),
    "a close before the beginning": (
        "B4,Yara Osei,Rack 10,Tannenhof,Lost,2019-03-02,2019-03-01,0",
        "close_date",
        "is before 2019-03-02",
    ),
    "a negative value": (
        "B5,Yara Osei,Rack 10,Tannenhof,Won,2019-02-01,2019-03-01,-600",
        "close_value",
        "is negative",
    ),
    "a malformed value": (
        'B6,Yara Osei,Rack 10,Tannenhof,Won,2019-02-01,2019-03-01,"1.234,56"',
        "close_value",
        "is not an amount",
    ),
    "a value in hundreds of digits": (
        f"B7,Yara Osei,Rack 10,Tannenhof,Won,2019-02-01,2019-03-01,{'9' * 200}",
        "close_value",
        "is too large",
    ),
    "a win without a value": (
        "B8,Yara Osei,Rack 10,Tannenhof,Won,2019-02-01,2019-03-01,",
        "close_value",
        "the deal is Won; fill it in",
    ),
    "a win without an account": (
        "B9,Yara Osei,Rack 10,,Won,2019-02-01,2019-03-01,600",
        "account",
        "the deal is Won; fill it in",
    ),
    "a win without a day": (
        "B10,Yara Osei,Rack 10,Tannenhof,Won,2019-02-01,,600",
        "close_date",
        "the deal is Won; fill it in",
    ),
    "an open deal with an end": (
        "B11,Yara Osei,Rack 10,Tannenhof,Engaging,2019-02-01,2019-03-01,",
        "close_date",
        "is past, but the deal is Engaging",
    ),
    "an end out of all reckoning": (
        "B12,Yara Osei,Rack 10,Tannenhof,Engaging,2019-02-01,9999-03-01,600",
        "close_date",
        "is not between 1970 and 2200",
    ),
    "a day to come": ("B13,Yara Osei,Rack 10,Tannenhof,Engaging,2199-02-01,,", "engage_date", "is still to come"),
    "a missing column": ("B14,Yara Osei,Rack 10,Tannenhof,Engaging,2019-02-01", "close_date", "the line ends before"),
    "a column too many": (
        "B15,Yara Osei,Rack 10,Quarry, Stone and Daughters,Engaging,2019-02-01,,",
        "",
        "9 values for 8 columns",
    ),
    "an open quotation mark": (
        'B16,Yara Osei,Rack 10,"Tannenhof,Engaging,2019-02-01,,',
        "",
        "a quotation mark is open",
    ),
    "a quotation mark within a value": (
        'B23,Yara Osei,Rack 10,"Tannen"hof",Engaging,2019-02-01,,',
        "",
        "a quotation mark stands within a value; write it twice",
    ),
    "a value of more than 131,072 characters": (
        f"B24,Yara Osei,Rack 10,{'x' * 131_073},Engaging,2019-02-01,,",
        "",
        "more than 131,072 characters",
    ),
    "a name that shows other than it says": (
        "B25\u202e,Yara Osei,Rack 10,Tannenhof,Engaging,2019-02-01,,",
        "opportunity_id",
        "overrides the direction of writing",
    ),
    "an unknown agent": (
        "B17,Nobody Here,Rack 10,Tannenhof,Engaging,2019-02-01,,",
        "sales_agent",
        "is not in sales_teams.csv",
    ),
    "an unknown product": ("B18,Yara Osei,Rack 11,Tannenhof,Engaging,2019-02-01,,", "product", "not in products.csv"),
    "an unknown account": ("B19,Yara Osei,Rack 10,Nobody Ltd,Engaging,2019-02-01,,", "account", "not in accounts.csv"),
    "no id": (",Yara Osei,Rack 10,Tannenhof,Engaging,2019-02-01,,", "opportunity_id", "is empty"),
    "an id that was there": (
        "R000N46,Yara Osei,Rack 10,Tannenhof,Engaging,2019-02-01,,",
        "opportunity_id",
        "stands on line 2 already",
    ),
    "two things wrong": (
        "B22,Nobody Here,Rack 10,Tannenhof,Won,2019-02-01,2019-03-01,x",
        "sales_agent",
        "also close_value 'x' is not an amount",
    ),
}


@pytest.mark.parametrize(("row", "column", "reason"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_bad_row_is_handed_back_and_the_others_go_through(
    replays: Replays, data: Path, row: str, column: str, reason: str
) -> None:
    append(data, row)

    answer = replays.replay(data, "--limit", "3", "--json")

    (rejected,) = rejects(replays)
    assert answer.exit_code == REJECTED
    assert json.loads(answer.stdout)["rejected"] == 1
    assert json.loads(answer.stdout)["captured"] == 3
    assert (rejected["file"], rejected["line"]) == ("sales_pipeline.csv", "64")
    assert rejected["column"] == column
    assert reason in rejected["reason"]
    assert f"sales_pipeline.csv line 64: {column}".rstrip() in answer.stderr


def test_mended_rejects_can_be_fed_again(replays: Replays, data: Path) -> None:
    append(data, *(row for row, _, _ in BAD_ROWS.values()))
    answer = replays.replay(data)
    assert answer.exit_code == REJECTED
    assert len(rejects(replays)) == len(BAD_ROWS)
    assert_stored(replays, SAMPLE)

    mended = replays.rejects.read_text(encoding="utf-8").splitlines()
    lines_left = [line for line in mended if line.startswith(("file,", "sales_pipeline.csv,65,")) or "B4," in line]
    (data / "sales_pipeline.csv").write_text(
        "\n".join(lines_left)
        .replace("2019-02-30", "2019-02-28")
        .replace("2019-03-02,2019-03-01", "2019-03-01,2019-03-02"),
        encoding="utf-8",
    )
    again = replays.replay(data, "--json")

    assert again.exit_code == 0, again.stderr
    assert json.loads(again.stdout)["replayed"] == 2
    assert replays.figures("pipeline")["won"]["count"] == counted(SAMPLE)["won"] + 1
    assert replays.figures("pipeline")["lost"]["count"] == counted(SAMPLE)["lost"] + 1


def test_bytes_of_another_encoding_spoil_their_own_row_only(replays: Replays, data: Path) -> None:
    with (data / "sales_pipeline.csv").open("ab") as file:
        file.write("B1,Yara Osei,Rack 10,Café Lumière,Engaging,2019-02-01,,\n".encode("cp1252"))
        file.write("B2,Yara Osei,Rack 10,Café Lumière,Engaging,2019-02-01,,\n".encode())

    answer = replays.replay(data, "--json")

    (rejected,) = rejects(replays)
    assert (answer.exit_code, json.loads(answer.stdout)["captured"]) == (REJECTED, counted(SAMPLE)["rows"] + 1)
    assert (rejected["line"], rejected["column"], rejected["account"]) == ("64", "account", "Café Lumière")
    assert "0xe9 is not UTF-8" in rejected["reason"]

    (data / "sales_pipeline.csv").write_bytes(replays.rejects.read_bytes())
    assert replays.replay(data).exit_code == 0


def test_a_bad_row_of_a_list_is_told_with_its_file(replays: Replays, data: Path) -> None:
    append(data, "Rack 12,Rack,free", "rack10,Rack,700", name="products.csv")
    append(data, "Late Works", name="accounts.csv")

    answer = replays.replay(data)

    rows = {(row["file"], row["line"], row["column"]) for row in rejects(replays)}
    assert answer.exit_code == REJECTED
    assert rows == {
        ("accounts.csv", "13", "sector"),
        ("products.csv", "7", "sales_price"),
        ("products.csv", "8", "product"),
    }
    assert_stored(replays, SAMPLE)


def test_a_deal_of_a_product_whose_own_row_is_rejected_says_so_and_the_mended_rejects_go_through(
    replays: Replays, data: Path
) -> None:
    append(data, "Rack 12,Rack,free", "Rack 14,Rack,", name="products.csv")
    append(data, "B1,Yara Osei,Rack 12,,Prospecting,2019-02-01,,")

    answer = replays.replay(data)

    first, second, deal = rejects(replays)
    assert answer.exit_code == REJECTED
    assert first["reason"] == "'free' is not an amount; write digits with a decimal point, like 1054.50"
    assert second["reason"] == "is empty; fill it in"
    assert deal["reason"] == "stands in products.csv on a row that was rejected; mend that row"
    assert "products.csv line 7: sales_price 'free' is not an amount" in answer.stderr
    assert "products.csv line 8: sales_price is empty" in answer.stderr

    products = (data / "products.csv").read_text(encoding="utf-8")
    (data / "products.csv").write_text(products.replace(",free", ",900").replace("14,Rack,", "14,Rack,1"), "utf-8")
    (data / "sales_pipeline.csv").write_bytes(replays.rejects.read_bytes())
    again = replays.replay(data, "--json")

    assert again.exit_code == 0, again.stderr
    assert json.loads(again.stdout)["replayed"] == 1


def test_a_currency_nobody_knows_spoils_its_own_row_only(replays: Replays, data: Path) -> None:
    products = (data / "products.csv").read_text(encoding="utf-8").splitlines()
    spoilt = [f"{products[0]},currency", *(f"{line}," for line in products[1:]), "Rack 12,Rack,900,XXQ"]
    (data / "products.csv").write_text("\n".join(spoilt), encoding="utf-8")
    deals = (data / "sales_pipeline.csv").read_text(encoding="utf-8").splitlines()
    won = "B1,Yara Osei,Rack 10,Tannenhof,Won,2019-02-01,2019-03-01,900,\u20ac"
    spoilt = [f"{deals[0]},currency", *(f"{line}," for line in deals[1:]), won]
    (data / "sales_pipeline.csv").write_text("\n".join(spoilt), encoding="utf-8")

    answer = replays.replay(data)

    rows = [(row["file"], row["column"], row["reason"]) for row in rejects(replays)]
    assert answer.exit_code == REJECTED
    assert rows == [
        ("products.csv", "currency", "'XXQ' is not a currency; use an ISO 4217 code such as USD or EUR"),
        ("sales_pipeline.csv", "currency", "'\u20ac' is not a currency; use an ISO 4217 code such as USD or EUR"),
    ]
    assert_stored(replays, SAMPLE)


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(lambda text: ("\ufeff" + text).encode(), id="with a byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="with the line ends of Windows"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="with the line ends of old Macs"),
        pytest.param(lambda text: (text + "\n\n").encode(), id="with empty lines"),
        pytest.param(lambda text: text.upper().split("\n", 1)[0].encode() + b"\n" + text.split("\n", 1)[1].encode()),
    ],
)
def test_files_as_other_programs_write_them(replays: Replays, data: Path, rewrite: Callable[[str], bytes]) -> None:
    for file in data.glob("*.csv"):
        file.write_bytes(rewrite(file.read_text(encoding="utf-8")))

    assert replays.replay(data).exit_code == 0
    assert_stored(replays, SAMPLE)


def test_whatever_a_deal_is_refused_for_its_row_is_told_and_the_others_go_through(
    replays: Replays, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert = LeadConversionCoordinator.convert_lead

    def out_of_the_calendar(self: LeadConversionCoordinator, actor: Actor, command: ConvertLead) -> object:
        if command.opportunity_name == "Rack 10 for Nordlicht Optik":
            return date.max + timedelta(days=1)
        return convert(self, actor, command)

    monkeypatch.setattr(LeadConversionCoordinator, "convert_lead", out_of_the_calendar)

    answer = replays.replay(data, "--json")

    rows = [int(row["line"]) for row in rejects(replays)]
    spoiled = [
        line
        for line, row in enumerate(deals_in(data), start=2)
        if (row["product"], row["account"]) == ("Rack 10", "Nordlicht Optik")
    ]
    assert answer.exit_code == REJECTED
    assert rows == spoiled
    assert replays.figures("pipeline")["leads"]["unconverted"] == counted(SAMPLE)["leads_left"]


def test_a_composed_name_over_its_limit_is_shortened(replays: Replays, data: Path) -> None:
    account = "A" * 250
    append(data, f"{account},medical,1990,1,1", name="accounts.csv")
    append(data, f"L1,Yara Osei,Rack 10,{account},Engaging,2019-02-01,,")

    assert replays.replay(data).exit_code == 0

    with replays.open() as crm:
        names = [deal.name for deal in deals_by_id(crm).values()]
    assert [name for name in names if name.startswith("Rack 10 for AAA")] == [f"Rack 10 for {'A' * 242}…"]


def test_people_whose_names_differ_are_different_people(replays: Replays, data: Path) -> None:
    append(data, "Ann Lee,ruth  vance,north", "Ann-Lee,RUTH VANCE, North ", name="sales_teams.csv")
    append(data, "P1,Ann Lee,Rack 10,Tannenhof,Engaging,2019-02-01,,", "P2,ANN-LEE,Rack 10,Tannenhof,Engaging,,,")

    answer = replays.replay(data)

    assert answer.exit_code == 0, answer.stderr
    assert "manager 'ruth  vance' was read as 'Ruth Vance', in 1 row" in answer.stderr
    with replays.open() as crm:
        leads = {lead.external_id: lead.assigned_to for lead in crm.leads.list(ACTOR, EVERYTHING)}
        people = {person.id: person for person in crm.people.members("main")}
    assert (leads["P1"], leads["P2"]) == ("ann-lee", "ann_lee")
    assert {people[name].manager_id for name in ("ann-lee", "ann_lee", "yara-osei")} == {"ruth-vance"}
    assert {people[name].territories for name in ("ann-lee", "ann_lee", "yara-osei")} == {frozenset({"North"})}


def test_of_agents_who_lead_each_other_or_themselves_one_has_no_manager(replays: Replays, data: Path) -> None:
    append(data, "Abe One,Zoe Two,North", "Zoe Two,Abe One,North", "Max Own,Max Own,North", name="sales_teams.csv")

    answer = replays.replay(data)

    assert answer.exit_code == 0, answer.stderr
    with replays.open() as crm:
        people = {person.id: person.manager_id for person in crm.people.members("main")}
    assert (people["abe-one"], people["zoe-two"], people["max-own"]) == ("zoe-two", None, None)
    for name in ("Zoe Two", "Max Own"):
        assert f"{name} has no manager: the one that the file names is led by them." in answer.stderr


def test_values_and_expected_ends_of_deals_that_were_not_won_are_kept(replays: Replays, data: Path) -> None:
    append(
        data,
        "V1,Yara Osei,Rack 10,Tannenhof,Lost,2019-02-01,2019-03-01,700",
        "V2,Yara Osei,Rack 10,Tannenhof,Lost,2019-02-01,2019-03-01,0.00",
        "V3,Yara Osei,Rack 10,Tannenhof,Engaging,2019-02-01,2199-12-31,800.50",
        "V4,Yara Osei,Rack 10,Tannenhof,Won,2019-02-01,2019-03-01,900",
    )

    assert replays.replay(data).exit_code == 0

    deals = deals_by_external_id(replays)
    assert {name: deals[name].expected_revenue_minor for name in ("V1", "V2", "V3", "V4")} == {
        "V1": 70_000,
        "V2": 64_000,
        "V3": 80_050,
        "V4": 64_000,
    }
    assert (deals["V3"].expected_close_date, deals["V3"].is_open) == (date(2199, 12, 31), True)
    assert deals["V4"].actual_value_minor == 90_000


def test_a_deal_may_stand_in_any_stage_of_the_pipeline(replays: Replays, data: Path) -> None:
    written = {"S1": "Qualification", "S2": "negotiation", "S3": "closed_won", "S4": "Closed lost", "S5": "PROPOSAL"}
    ends = {"S3": "2019-03-01,900", "S4": "2019-03-01,"}
    rows = (f"{name},Yara Osei,Rack 10,Tannenhof,{stage}" for name, stage in written.items())
    append(data, *(f"{row},2019-02-01,{ends.get(row[:2], ',')}" for row in rows))

    assert replays.replay(data).exit_code == 0
    before = replays.rows()
    assert "Nothing to do" in replays.replay(data).stderr

    assert replays.rows() == before
    deals = deals_by_external_id(replays)
    assert {name: deals[name].stage for name in written} == {
        "S1": "qualification",
        "S2": "negotiation",
        "S3": "closed_won",
        "S4": "closed_lost",
        "S5": "proposal",
    }


@pytest.mark.parametrize(
    ("words", "column", "currency", "minor"),
    [
        pytest.param((), "", "EUR", 90_000, id="the tenant's"),
        pytest.param(("--currency", "jpy"), "", "JPY", 900, id="an option"),
        pytest.param(("--currency", "JPY"), "kwd", "KWD", 900_000, id="a column"),
    ],
)
def test_amounts_are_in_the_currency_that_is_said(
    replays: Replays,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    column: str,
    currency: str,
    minor: int,
) -> None:
    monkeypatch.setenv("CRM_OPERATIONS__CURRENCY", "EUR")
    file = data / "sales_pipeline.csv"
    header = file.read_text(encoding="utf-8").splitlines()[0]
    won = "C1,Yara Osei,Rack 10,Tannenhof,Won,2019-02-01,2019-03-01,900"
    file.write_text(f"{header},currency\n{won},{column}\n", encoding="utf-8")

    answer = replays.replay(data, *words)

    assert answer.exit_code == 0, answer.stderr
    deal = deals_by_external_id(replays)["C1"]
    assert (deal.currency_code, deal.actual_value_minor) == (currency, minor)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_values_apart_by_another_sign(replays: Replays, data: Path, delimiter: str) -> None:
    for file in data.glob("*.csv"):
        rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
        with file.open("w", newline="", encoding="utf-8") as rewritten:
            csv.writer(rewritten, delimiter=delimiter).writerows(rows)

    assert replays.replay(data).exit_code == 0
    assert_stored(replays, SAMPLE)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(lambda data: (data / "products.csv").unlink(), "products.csv: is not in", id="a file is missing"),
        pytest.param(
            lambda data: (data / "sales_pipeline.csv").write_text("opportunity_id,product\n", encoding="utf-8"),
            "sales_pipeline.csv: has no column sales_agent, account, deal_stage",
            id="columns are missing",
        ),
        pytest.param(
            lambda data: [
                (data / name).write_text("x\n", encoding="utf-8") for name in ("accounts.csv", "products.csv")
            ],
            "accounts.csv: has no column account, sector; its first line has to name them; it reads 'x' | "
            "products.csv: has no column product, sales_price",
            id="columns of two files are missing",
        ),
        pytest.param(
            lambda data: (data / "accounts.csv").write_text("", encoding="utf-8"),
            "accounts.csv: has no header; its first line names the columns: account, sector",
            id="a file is empty",
        ),
        pytest.param(
            lambda data: (data / "accounts.csv").write_text("account,sector\n", encoding="utf-16"),
            "accounts.csv: is UTF-16; save it as UTF-8",
            id="a file is UTF-16",
        ),
        pytest.param(shutil.rmtree, "is no folder", id="the folder is missing"),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_written(
    bare_replays: Replays, data: Path, spoil: Callable[[Path], object], message: str
) -> None:
    spoil(data)

    answer = bare_replays.replay(data)

    assert answer.exit_code == WRONG_USE
    assert message in answer.stderr
    assert not bare_replays.database.exists()
    assert not bare_replays.rejects.exists()


def test_the_files_themselves_are_never_written_over(replays: Replays, data: Path) -> None:
    append(data, "bad row")
    before = (data / "sales_pipeline.csv").read_bytes()

    answer = replays.crm("replay", str(data), "--rejects", str(data / "sales_pipeline.csv"))

    assert answer.exit_code == WRONG_USE
    assert (data / "sales_pipeline.csv").read_bytes() == before


def test_a_deal_that_went_another_way_since_is_left_as_it_is(replays: Replays) -> None:
    with replays.open() as crm:
        lead = crm.leads.capture(ACTOR, CreateLead(name="Dora's own", external_id="R000N46")).lead
        crm.leads.disqualify(ACTOR, lead.id, "out of business")

    answer = replays.replay(SAMPLE, "--json")

    (rejected,) = rejects(replays)
    assert answer.exit_code == REJECTED
    assert (rejected["line"], rejected["opportunity_id"]) == ("2", "R000N46")
    assert "disqualified" in rejected["reason"]
    assert replays.figures("pipeline")["won"]["count"] == counted(SAMPLE)["won"] - 1
    assert replays.figures("history", "verify")["holds"]


@pytest.mark.requirement("REL-001")
def test_killed_again_and_again_it_still_ends_once_and_whole(bare_replays: Replays, data: Path) -> None:
    multiply(data, 6)
    rows = counted(data)["rows"]
    chance = random.Random()
    stored = [0]
    kills = 0
    while kills < 3 and stored[-1] < rows:
        with start(bare_replays, data) as process:
            wait_for_more(bare_replays, stored[-1], process)
            time.sleep(chance.uniform(0, 0.25))
            kills += process.poll() is None
        stored.append(leads_stored(bare_replays))
        assert no_deal_is_half_done(bare_replays)
    assert kills >= 2, stored
    assert stored[1] < rows

    answer = bare_replays.replay(data, "--json")

    assert answer.exit_code == 0, answer.stderr
    assert json.loads(answer.stdout)["replayed"] == rows - stored[-1]
    assert_stored(bare_replays, data)


@pytest.fixture
def large_data(tmp_path: Path) -> Path:
    """In full, or its first deals."""
    folder = Path(os.environ.get("CRM_REPLAY_DATA", SHARED))
    if not (folder / "sales_pipeline.csv").exists():
        pytest.skip(f"the large data set is not in {folder} (CRM_REPLAY_DATA names another folder)")
    copied = shutil.copytree(folder, tmp_path / "large")
    if not IN_FULL:
        lines = (folder / "sales_pipeline.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (copied / "sales_pipeline.csv").write_text("".join(lines[: 1 + FIRST_DEALS]), encoding="utf-8")
    return copied


def test_a_large_data_set_is_replayed_exactly(replays: Replays, large_data: Path) -> None:
    answer = replays.replay(large_data, "--json")

    assert answer.exit_code == 0, answer.stderr
    assert_stored(replays, large_data)
    before = replays.rows()
    assert "Nothing to do" in replays.replay(large_data).stderr
    assert replays.rows() == before


def deals_by_id(crm: Crm) -> dict[str, Opportunity]:
    return {deal.id: deal for deal in crm.deals.get_opportunities_by_stage(ACTOR, OpportunityFilter(limit=1_000))}


def deals_by_external_id(replays: Replays) -> dict[str, Opportunity]:
    with replays.open() as crm:
        deals = deals_by_id(crm)
        leads = crm.leads.list(ACTOR, EVERYTHING)
    found = {lead.external_id: deals.get(lead.converted_to_opportunity_id or "") for lead in leads}
    return {external_id: deal for external_id, deal in found.items() if external_id and deal}


def rejects(replays: Replays) -> list[dict[str, str]]:
    with replays.rejects.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def multiply(folder: Path, times: int) -> None:
    """The same deals again and again, each time with ids of their own."""
    header, *lines = (folder / "sales_pipeline.csv").read_text(encoding="utf-8").splitlines()
    copies = [f"{turn}-{line}" for turn in range(times) for line in lines]
    (folder / "sales_pipeline.csv").write_text("\n".join([header, *copies, ""]), encoding="utf-8")


def start(replays: Replays, data: Path) -> ForkedCommand:
    words = ["replay", str(data), "--database", f"sqlite:///{replays.database}", "--rejects", str(replays.rejects)]
    return ForkedCommand(words, Around(replays.folder, os.environ.copy()))


def wait_for_more(replays: Replays, than: int, process: ForkedCommand) -> None:
    while process.poll() is None and leads_stored(replays) <= than:
        time.sleep(0.02)


def leads_stored(replays: Replays) -> int:
    return next(asked(replays, "SELECT count(*) FROM crm_leads"), 0)


def no_deal_is_half_done(replays: Replays) -> bool:
    """Every lead has its agent, every deal that was begun is where its row ends."""
    halves = asked(
        replays,
        "SELECT (SELECT count(*) FROM crm_leads WHERE assigned_to IS NULL)"
        " + (SELECT count(*) FROM crm_leads WHERE company IS NOT NULL AND converted_to_opportunity_id IS NULL)"
        " + (SELECT count(*) FROM crm_opportunities WHERE stage IN ('qualification', 'proposal'))"
        " + (SELECT count(*) FROM crm_quotations WHERE status <> 'accepted')",
    )
    return next(halves, 0) == 0


def asked(replays: Replays, query: str) -> Iterator[int]:
    """Nothing while there is no database yet."""
    if not replays.database.exists():
        return
    connection = sqlite3.connect(replays.database)
    try:
        yield connection.execute(query).fetchone()[0]
    except sqlite3.OperationalError:
        return
    finally:
        connection.close()


def test_history_passes_over_the_rules_of_the_pipeline_and_says_how_often(replays: Replays, tmp_path: Path) -> None:
    """What happened, happened: each pass has the reason history, on every way, also for whoever runs it again."""
    answer = replays.figures("pipeline", "stages", "Sales")
    for stage in answer["stages"]:
        stage["required_fields"] = ["notes"] if stage["outcome"] == "open" else []
    file = tmp_path / "strict.json"
    file.write_text(json.dumps(answer), encoding="utf-8")
    assert replays.crm("pipeline", "edit", "Sales", "--stages", str(file)).exit_code == 0

    summaries = [json.loads(replays.replay(SAMPLE, "--json").stdout) for _ in range(2)]

    expected = counted(SAMPLE)
    moved = expected["won"] + expected["lost"] + sum(row["deal_stage"] == "Engaging" for row in deals_in(SAMPLE))
    with replays.open() as crm:
        found = crm.deals.get_opportunities_by_stage(ACTOR, OpportunityFilter(limit=1_000))
    reasons = Counter(deal.rules_passed and deal.rules_passed.reason for deal in found)
    assert [summary["rejected"] for summary in summaries] == [0, 0]
    assert [summary["rules_passed"] for summary in summaries] == [reasons["history"]] * 2
    assert 0 < reasons["history"] <= moved
    assert_stored(replays, SAMPLE)

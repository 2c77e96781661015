"""Files of other systems go in by the command line alone, say what plain Python says of them, and out again."""

import csv
import json
import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from thoroughness import IN_FULL
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.wiring import administrator, open_crm
from crm_core.credits import CreditFilter
from crm_core.leads import Lead, LeadFilter, LeadStatus
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_core.pipelines import Outcome

ACTOR = administrator("main")
EVERYTHING = 1_000
BRAZIL = ZoneInfo("America/Sao_Paulo")
ORIGINS = (
    "organic_search",
    "paid_search",
    "paid search",
    "email",
    "social",
    "referral",
    "direct_traffic",
    "display",
    "",
)
DONE, SOME_REJECTED = 0, 3

FUNNEL = """
[[table]]
kind = "lead"
file = "leads.csv"
system = "funnel"
zone = "America/Sao_Paulo"
[table.columns]
external_id = "mql_id"
name = { text = "Lead {mql_id}" }
created_at = "first_contact_date"
[table.columns.source]
column = "origin"
[table.columns.source.values]
organic_search = "website"
direct_traffic = "website"
referral = "referral"
paid_search = "advertising"
"paid search" = "advertising"
display = "advertising"
email = "other"
social = "other"
"" = "other"
[table.rest]
"*" = "attribute"

[[table]]
kind = "deal"
file = "deals.csv"
system = "funnel"
zone = "America/Sao_Paulo"
currency = "BRL"
[table.columns]
external_id = "seller_id"
lead = { column = "mql_id", by = "external_id" }
name = { text = "Deal {seller_id}" }
owner = { column = "sr_id", unknown = "inactive" }
won_at = "won_date"
value = "declared_monthly_revenue"
[table.rest]
"*" = "attribute"
"""

SCORING = """
[[table]]
kind = "lead"
file = "prospects.csv"
[table.columns]
external_id = "Prospect ID"
name = { text = "Prospect {Lead Number}" }
[table.rest]
"*" = "attribute"

[[table]]
kind = "deal"
file = "prospects.csv"
currency = "INR"
[table.only]
Converted = ["1"]
[table.columns]
external_id = "Prospect ID"
lead = { column = "Prospect ID", by = "external_id" }
name = { text = "Deal {Lead Number}" }
stage = { column = "Converted", values = { "1" = "won" } }
[table.rest]
"*" = "drop"
"""


def crm(*words: str, exit_code: int = DONE) -> str:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == exit_code, ran.output
    return ran.stdout


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    crm("init")
    crm("source", "add", "advertising", "Advertising")


def imported(mapping: str, *files: str, exit_code: int = DONE) -> dict[str, Any]:
    assert all(table.strip().count("\n") < 30 for table in mapping.split("[[table]]"))
    Path("map.toml").write_text(mapping, encoding="utf-8")
    answer: dict[str, Any] = json.loads(crm("import", *files, "--map", "map.toml", "--json", exit_code=exit_code))
    return answer


def everything() -> tuple[Sequence[Lead], Sequence[Opportunity]]:
    with open_crm("sqlite:///crm.db") as opened:
        leads: list[Lead] = []
        while page := opened.leads.list(ACTOR, LeadFilter(limit=EVERYTHING, after_id=leads[-1].id if leads else None)):
            leads += page
        deals: list[Opportunity] = []
        listed = opened.deals.get_opportunities_by_stage
        while found := listed(ACTOR, OpportunityFilter(limit=EVERYTHING, after_id=deals[-1].id if deals else None)):
            deals += found
    return leads, deals


def credited() -> int:
    with open_crm("sqlite:///crm.db") as opened:
        return sum(credit.amount_minor for credit in opened.credits.list(ACTOR, CreditFilter(limit=EVERYTHING)))


def write(file: str, rows: Sequence[Sequence[object]]) -> None:
    with Path(file).open("w", newline="", encoding="utf-8") as written:
        csv.writer(written).writerows(rows)


def test_a_funnel_of_two_files_is_told_exactly_and_taken_back() -> None:
    draw = random.Random(20_180_201)
    leads, won = (8_000, 842) if IN_FULL else (160, 21)
    begin = datetime(2017, 6, 14, tzinfo=BRAZIL)
    captured = {f"m{n:05}": begin + timedelta(days=draw.randrange(350)) for n in range(leads)}
    origins = {key: draw.choice(ORIGINS) for key in captured}
    sellers: list[tuple[str, str, datetime, str]] = []
    for n, key in enumerate(draw.sample(sorted(captured), won)):
        days = -3 if n == 0 else draw.randrange(1, 90)
        at = captured[key] + timedelta(days=days, seconds=draw.randrange(86_000))
        sellers.append((key, f"sr{n % 4}", at, draw.choice(("0.0", "1000.5", "60000.0"))))
    head = ("mql_id", "first_contact_date", "landing_page_id", "origin")
    write("leads.csv", [head, *((key, at.date(), "page", origins[key]) for key, at in captured.items())])
    columns = ("mql_id", "seller_id", "sdr_id", "sr_id", "won_date", "business_segment", "declared_monthly_revenue")
    rows = [
        (key, f"s{n}", "sdr", rep, f"{at:%Y-%m-%d %H:%M:%S}", "pet", worth)
        for n, (key, rep, at, worth) in enumerate(sellers)
    ]
    write("deals.csv", [columns, *rows])

    answer = imported(FUNNEL, "leads.csv", "deals.csv", exit_code=SOME_REJECTED)

    assert [(file["created"], file["refused"]) for file in answer["files"]] == [(leads, 0), (won - 1, 1)]
    there, deals = everything()
    valid = sellers[1:]
    assert sum(deal.actual_value_minor or 0 for deal in deals) == sum(round(float(each[3]) * 100) for each in valid)
    assert sum(deal.actual_value_minor or 0 for deal in deals) == credited()
    assert Counter(deal.assigned_to for deal in deals) == Counter(rep for _, rep, _, _ in valid)
    assert {deal.external_id: deal.closed_at for deal in deals} == {
        f"funnel:s{n}": at for n, (_, _, at, _) in enumerate(sellers) if n
    }
    by_source = {"organic_search": "website", "direct_traffic": "website", "referral": "referral"}
    paid = {"paid_search", "paid search", "display"}
    sources = (by_source.get(origin, "advertising" if origin in paid else "other") for origin in origins.values())
    assert Counter(lead.source for lead in there) == Counter(sources)
    converted = {lead.external_id for lead in there if lead.status is LeadStatus.CONVERTED_TO_OPPORTUNITY}
    assert converted == {f"funnel:{key}" for key, *_ in valid}

    again = imported(FUNNEL, "leads.csv", "deals.csv", exit_code=SOME_REJECTED)
    assert (again["batch"], everything()) == (answer["batch"], (there, deals))

    undone = json.loads(crm("import", "undo", answer["batch"], "--json"))
    assert (undone["reversed"], undone["kept"], undone["impossible"]) == (leads + won - 1, [], [])
    assert (everything(), credited()) == (([], []), 0)


def test_a_scoring_list_with_lines_wrapped_whole_has_a_won_deal_of_unknown_value_for_each_converted_one() -> None:
    draw = random.Random(9_240)
    rows, wrapped = (9_240, 338) if IN_FULL else (200, 20)
    head = ["Prospect ID", "Lead Number", "Lead Source", "Converted", "TotalVisits", "Country", "Tags"]
    lines = [",".join(head)]
    wrapped_lines = set(draw.sample(range(rows), wrapped))
    converted = 0
    for n in range(rows):
        is_won = draw.random() < 0.38
        converted += is_won
        cells = [f"p-{n}", str(600_000 + n), "Google", str(int(is_won)), "5", "India", '"Busy, later"']
        line = ",".join(cells)
        lines.append('"' + line.replace('"', '""') + '"' if n in wrapped_lines else line)
    Path("prospects.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    answer = imported(SCORING, "prospects.csv")

    leads_file, deals_file = answer["files"]
    assert (leads_file["created"], leads_file["unwrapped"]) == (rows, wrapped)
    assert (deals_file["created"], deals_file["skipped"]) == (converted, rows - converted)
    leads, deals = everything()
    at = {lead.id: lead.created_at for lead in leads}
    assert {(deal.outcome, deal.actual_value_minor) for deal in deals} == {(Outcome.WON, None)}
    assert all(deal.lead_id and deal.closed_at == at[deal.lead_id] for deal in deals)
    assert {lead.attributes["Tags"] for lead in leads} == {"Busy, later"}

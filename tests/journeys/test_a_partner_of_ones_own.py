"""The guide's own adapter, installed as a package, named in crm.toml and guarded: leads become its customers."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "write_an_adapter.md"
SETTINGS = """
party = "sheet"

[partners.sheet]
file = "customers.csv"

[guards.customers]
rate_per_second = 1000
breaker_failures = 5
cache_seconds = 10
"""


@pytest.fixture
def sheet(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package: the code of the guide and an entry point."""
    place = tmp_path_factory.mktemp("site-packages")
    code = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)[0]
    connect = 'def connect(settings):\n    return {"customers": CsvCustomers(Path(settings["file"]))}\n'
    (place / "crm_sheet.py").write_text(f"{code}\n\n{connect}", encoding="utf-8")
    info = place / "crm_sheet-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: crm-sheet\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[crm_adapters.partners]\nsheet = crm_sheet:connect\n")
    monkeypatch.syspath_prepend(place)


@pytest.mark.requirement("TST-CRMOP-0099", "INT-CRMOP-0083")
@pytest.mark.parametrize("runner", ["in_process", "durable"])
def test_a_converted_lead_is_a_row_of_the_sheet(
    sheet: None, cli: Any, monkeypatch: pytest.MonkeyPatch, runner: str
) -> None:
    monkeypatch.setenv("CRM_RUNNER", runner)
    (cli.folder / "crm.toml").write_text(SETTINGS)
    lead = cli.qualified_lead("--company", "Navy", "--email", "grace@example.com")

    deal = cli.json("lead", "convert", lead)

    with (cli.folder / "customers.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["email"], row["deals"]) == ("Navy", "grace@example.com", deal["opportunity_id"])
    assert row["id"] == deal["customer_id"]
    assert cli.json("doctor")["state"] == "ok"

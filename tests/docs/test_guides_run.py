"""The guides' code is run, so that what they promise stays true."""

import asyncio
import json
import re
import shlex
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nats
import pytest
from faststream.nats import NatsBroker
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.wiring import CrmSettings, PartnerRole
from crm_operations.testing import contracts
from crm_operations.testing.contracts import CustomerProviderContract

ROOT = Path(__file__).resolve().parents[2]
NEEDS_A_BROKER = ROOT / "docs" / "guides" / "publish_events.md"
OF_FILES = ROOT / "docs" / "guides" / "add_a_capability.md"
GUIDES = sorted({*(ROOT / "docs" / "guides").glob("*.md"), ROOT / "README.md"} - {NEEDS_A_BROKER, OF_FILES})


FIVE_MINUTES = ROOT / "docs" / "guides" / "five_minutes.md"


def code_of(page: Path) -> str:
    return "\n\n".join(re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_the_code_of_a_page_runs_from_top_to_bottom(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRM_DATABASE_URL", raising=False)

    exec(compile(code_of(page), str(page), "exec"), {"__name__": "guide"})

    assert "Traceback" not in capsys.readouterr().err


STEPS = ("lead add", "lead score", "lead route", "lead convert", "deal quote", "deal won", "deal order", "report -o")


def test_five_minutes_at_the_command_line_go_from_a_lead_to_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRM_DATABASE_URL", raising=False)
    year = datetime.now(UTC).year
    commands = re.findall(r"^    crm (.*)$", FIVE_MINUTES.read_text(encoding="utf-8"), re.MULTILINE)

    for command in commands:
        ran = CliRunner().invoke(app, shlex.split(command.replace("-2026-", f"-{year}-")))
        assert ran.exit_code == 0, f"crm {command}: {ran.output}"

    assert [step for step in STEPS if not any(command.startswith(step) for command in commands)] == []
    won = json.loads(CliRunner().invoke(app, ["pipeline", "--json"]).stdout)["won"]
    assert won == {"count": 1, "total_minor": 450_000}
    deal = json.loads(CliRunner().invoke(app, ["deal", "show", f"OPP-{year}-0001", "--json"]).stdout)
    assert (deal["assigned_to"], deal["documents"]["quotations"][0]["status"]) == ("mara", "accepted")
    assert [order["total"]["minor"] for order in deal["documents"]["orders"]] == [450_000]
    assert "4,500.00" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.requirement("SCL-001")
def test_the_guides_application_notes_each_conversion_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nats_url: str
) -> None:
    stream = f"crm_test_{uuid.uuid4().hex}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRM_DATABASE_URL", raising=False)
    for name, value in (("URL", nats_url), ("DESTINATION", stream), ("PREFIX", stream)):
        monkeypatch.setenv(f"CRM_BROKER__{name}", value)
    guide: dict[str, Any] = {"__name__": "guide"}

    exec(compile(code_of(NEEDS_A_BROKER), str(NEEDS_A_BROKER), "exec"), guide)
    asyncio.run(_receive_everything_twice(guide["broker"], nats_url, stream))

    with closing(sqlite3.connect("billing.db")) as books:
        [(tenant, customer)] = books.execute("SELECT tenant, customer FROM converted")
    with closing(sqlite3.connect("crm.db")) as database:
        assert (tenant, [(customer,)]) == ("main", database.execute("SELECT id FROM crm_customers").fetchall())


async def _receive_everything_twice(broker: NatsBroker, url: str, stream: str) -> None:
    """Once more all that was published, as after lost answers, until the application has acknowledged it."""
    client = await nats.connect(url)
    streams = client.jetstream()
    try:
        for sequence in range(1, (await streams.stream_info(stream)).state.messages + 1):
            message = await streams.get_msg(stream, sequence)
            headers = {"content-type": (message.headers or {})["content-type"]}
            await client.publish(str(message.subject), message.data or b"", headers=headers)
        await client.flush()
        await broker.start()
        async with asyncio.timeout(20):
            while (heard := await streams.consumer_info(stream, "billing")).num_pending or heard.num_ack_pending:
                await asyncio.sleep(0.01)
        assert (heard.delivered.consumer_seq, heard.num_redelivered) == (2, 0)
    finally:
        await broker.stop()
        await streams.delete_stream(stream)
        await client.close()


_PAGE = ROOT / "docs" / "guides" / "write_an_adapter.md"
_ADAPTER: dict[str, Any] = {"__name__": "guide"}
_CODE, _, _PROOF = code_of(_PAGE).partition("import pytest")
exec(f"{_CODE}import pytest{_PROOF.partition('from crm_adapters.wiring')[0]}", _ADAPTER)

TestTheGuidesAdapterKeepsEveryPromise: type[CustomerProviderContract] = _ADAPTER["TestCsvCustomers"]


def test_the_guides_adapter_is_short() -> None:
    *_, written = _CODE.partition("class CsvCustomers")
    assert len([line for line in written.splitlines() if line.strip()]) < 100


def test_the_guide_names_every_suite() -> None:
    page = _PAGE.read_text(encoding="utf-8")

    assert [name for name in contracts.__all__ if f"`{name}`" not in page and name != "PartnerContract"] == []


def test_the_settings_of_the_guides_partner_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (written,) = re.findall(r"^```toml\n(.*?)^```", _PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "crm.toml").write_text(written, encoding="utf-8")

    settings = CrmSettings.load()

    assert settings.party == "acme"
    assert settings.guards[PartnerRole.CUSTOMERS].burst == 40


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)#]+)\)", prose):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} points to {target}"

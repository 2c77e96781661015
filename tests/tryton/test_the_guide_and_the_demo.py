"""What the guide tells to type works, and the demonstration can be played against Tryton."""

import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from theirs import Theirs
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.demo import tryton_server

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "tryton.md"
SETTINGS = ("CRM_DATABASE_URL", "CRM_TENANT", "CRM_USER", "CRM_LOG_LEVEL", "CRM_CONFIG", "CRM_RUNNER")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """In a folder of its own: what the command says. Fails with all of it when the command does."""
    monkeypatch.chdir(tmp_path)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    year = str(datetime.now(UTC).year)

    def run(words: str) -> str:
        asked = shlex.split(words.replace("-2026-", f"-{year}-"), comments=True)[1:]
        ended = CliRunner().invoke(app, asked, env={"COLUMNS": "80"})
        assert ended.exit_code == 0, f"{words}: {ended.output} {ended.exception!r}"
        return ended.stdout

    return run


@pytest.mark.requirement("PLAN-020")
def test_the_guide_leads_to_a_won_deal_in_tryton(theirs: Theirs, tmp_path: Path, run: Callable[[str], str]) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    (settings,) = re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for told, true in {
        "http://127.0.0.1:8000": theirs.server.url,
        "the application key": theirs.keys.key,
        "its password": theirs.keys.password,
    }.items():
        assert told in settings
        settings = settings.replace(told, true)
    (tmp_path / "crm.toml").write_text(settings, encoding="utf-8")

    said = {words: run(words) for words in re.findall(r"^    (crm (?!demo).*)$", text, re.MULTILINE)}

    doctor = next(told for words, told in said.items() if words.startswith("crm doctor"))
    assert "tenant main is Lamplight" in " ".join(doctor.split())
    assert theirs.rows("acme", "SELECT state FROM sale_opportunity") == [("won",)]
    ((state, reference),) = theirs.rows("acme", "SELECT state, reference FROM sale_sale")
    assert state == "processing"
    assert reference in next(told for words, told in said.items() if words.startswith("crm deal quote"))
    assert theirs.rows("acme", "SELECT state FROM account_invoice") == [("draft",)]


def test_the_demonstration_is_played_against_tryton(
    tryton_process: Theirs, tmp_path: Path, run: Callable[[str], str]
) -> None:
    said = run("crm demo --with-tryton --leads 6")

    told = re.search(r"(\d+) customers, (\d+) orders?, (\d+) quotations? lost", said)
    assert told is not None, said
    customers, orders, _ = map(int, told.groups())
    assert (customers > 14, orders > 0) == (True, True)
    config = (tmp_path / "crm-demo" / "crm-tryton.toml").read_text(encoding="utf-8")
    assert 'sales = "tryton"' in config


def test_who_dies_while_the_keys_are_written_leaves_none(
    theirs: Theirs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(workshop: Path, _: object) -> tryton_server.Keys:
        (workshop / f"{tryton_server.TEMPLATE}.sqlite").touch()
        return theirs.keys

    def die(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(tryton_server, "_build", build)
    with monkeypatch.context() as dying:
        dying.setattr(Path, "write_text", die)
        with pytest.raises(KeyboardInterrupt):
            tryton_server.template(tmp_path)

    assert tryton_server.template(tmp_path).keys == theirs.keys
    (kept,) = tmp_path.glob("*/keys.json")
    assert kept.stat().st_mode & 0o777 == 0o600

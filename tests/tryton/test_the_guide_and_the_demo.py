"""What the guide tells to type works, and the demonstration can be played against Tryton."""

import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tryton_backend import TrytonBackend
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
def test_the_guide_leads_to_a_won_deal_in_tryton(
    backend: TrytonBackend, tmp_path: Path, run: Callable[[str], str]
) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    (settings,) = re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for shown, true in {
        "http://127.0.0.1:8000": backend.server.url,
        "the application key": backend.keys.key,
        "its password": backend.keys.password,
    }.items():
        assert shown in settings
        settings = settings.replace(shown, true)
    (tmp_path / "crm.toml").write_text(settings, encoding="utf-8")

    output = {words: run(words) for words in re.findall(r"^    (crm (?!demo).*)$", text, re.MULTILINE)}

    doctor = next(shown for words, shown in output.items() if words.startswith("crm doctor"))
    assert "tenant main is Lamplight" in " ".join(doctor.split())
    assert backend.rows("acme", "SELECT state FROM sale_opportunity") == [("won",)]
    ((state, reference),) = backend.rows("acme", "SELECT state, reference FROM sale_sale")
    assert state == "processing"
    assert reference in next(shown for words, shown in output.items() if words.startswith("crm deal quote"))
    assert backend.rows("acme", "SELECT state FROM account_invoice") == [("draft",)]


def test_the_demonstration_is_played_against_tryton(
    tryton_process: TrytonBackend, tmp_path: Path, run: Callable[[str], str]
) -> None:
    output = run("crm demo --with-tryton --leads 6")

    figures = re.search(r"(\d+) customers, (\d+) orders?, (\d+) quotations? lost", output)
    assert figures is not None, output
    customers, orders, _ = map(int, figures.groups())
    assert (customers > 14, orders > 0) == (True, True)
    config = (tmp_path / "crm-demo" / "crm-tryton.toml").read_text(encoding="utf-8")
    assert 'sales = "tryton"' in config


def test_who_dies_while_the_keys_are_written_leaves_none(
    backend: TrytonBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(workshop: Path, _: object) -> tryton_server.Keys:
        (workshop / f"{tryton_server.TEMPLATE}.sqlite").touch()
        return backend.keys

    def die(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(tryton_server, "_build", build)
    with monkeypatch.context() as dying:
        dying.setattr(Path, "write_text", die)
        with pytest.raises(KeyboardInterrupt):
            tryton_server.template(tmp_path)

    assert tryton_server.template(tmp_path).keys == backend.keys
    (stored,) = tmp_path.glob("*/keys.json")
    assert stored.stat().st_mode & 0o777 == 0o600

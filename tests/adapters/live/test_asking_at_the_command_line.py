"""``crm live`` mints tokens, and says what is missing."""

from pathlib import Path

import pytest
from live_app import SECRET
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.live import LiveSettings, live_tokens
from crm_core.actor import Actor, Role
from crm_core.errors import Forbidden

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{tmp_path / 'crm.db'}")


def test_a_token_lets_in_whom_the_options_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_LIVE__SECRET", SECRET)

    result = RUNNER.invoke(app, ["live", "token", "--tenant", "acme", "--as", "ada", "--role", "rep"])

    assert result.exit_code == 0, result.output
    actor = live_tokens(LiveSettings.model_validate({"secret": SECRET})).admit(result.output.strip()).actor
    assert (actor.tenant_id, actor.user_id, actor.roles) == ("acme", "ada", frozenset({Role.REP}))


def test_a_token_signed_with_the_former_secret_still_lets_in_while_secrets_rotate() -> None:
    new = "a new secret that replaces the other one"
    before = live_tokens(LiveSettings.model_validate({"secret": SECRET}))
    after = live_tokens(LiveSettings.model_validate({"secret": new, "former_secret": SECRET}))
    later = live_tokens(LiveSettings.model_validate({"secret": new}))
    me = Actor(tenant_id="acme", user_id="ada")

    assert after.admit(before.mint(me)).actor == me
    with pytest.raises(Forbidden, match="ask for a new one"):
        later.admit(before.mint(me))


@pytest.mark.parametrize(
    ("secret", "enabled", "missing"),
    [("", "1", "live.secret"), ("short", "1", "live.secret"), (SECRET, "0", "live.enabled")],
)
def test_what_is_missing_for_serving_is_named(
    monkeypatch: pytest.MonkeyPatch, secret: str, enabled: str, missing: str
) -> None:
    RUNNER.invoke(app, ["init"])
    monkeypatch.setenv("CRM_LIVE__ENABLED", enabled)
    if secret:
        monkeypatch.setenv("CRM_LIVE__SECRET", secret)

    result = RUNNER.invoke(app, ["live", "serve", "--port", "0"])

    assert result.exit_code != 0
    assert missing in result.output

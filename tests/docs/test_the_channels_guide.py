"""The guide's settings are read, and its commands run, against a mail server and with a key as it says to make one."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from smtp_server import SmtpServer
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.notifiers.channels.factory import channels_of
from crm_adapters.wiring import CrmSettings

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guides" / "channels.md").read_text(encoding="utf-8")
SETTINGS = "".join(re.findall(r"^```toml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE))
COMMANDS = re.findall(r"^    ((?:crm|vapid) .*)$", GUIDE, re.MULTILINE)
PEOPLE = (Path(__file__).resolve().parents[2] / "docs" / "guides" / "notify_people.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRM_DATABASE_URL", raising=False)
    return tmp_path


def test_the_guides_settings_make_its_channels(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "crm.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("CRM_NOTIFICATIONS__EMAIL__PASSWORD", "secret")

    assert set(channels_of(CrmSettings.load().notifications)) == {"email", "apprise", "slack", "web_push"}


def test_the_guides_commands_run_and_a_mail_arrives(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with SmtpServer() as smtp:
        (folder / "crm.toml").write_text(
            SETTINGS.replace('"mail.example.com"', f'"127.0.0.1"\nport = {smtp.port}')
            .replace('"starttls"', '"none"')
            .replace('user = "crm"\n', ""),
            encoding="utf-8",
        )
        subject = re.search(r"^```jinja\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
        assert subject is not None
        (folder / "mail" / "en").mkdir(parents=True)
        (folder / "mail" / "en" / "message.subject.jinja").write_text(subject[1], encoding="utf-8")
        outputs = {}
        for command in sorted(COMMANDS, key=lambda command: not command.startswith("vapid")):
            program, *words = shlex.split(command)
            outputs[command] = vapid(*words) if program == "vapid" else crm(*words)

        [mail] = smtp.wait_for(1)
    assert mail.recipients == ["ada@example.com"]
    assert str(mail.message["Subject"]).startswith("[main] ")
    key = outputs["vapid --applicationServerKey"].partition("= ")[2].strip()
    assert len(key) == 87
    assert key in crm("doctor", "--json", exit_code=None)


def test_the_commands_of_the_guide_about_people_run_from_top_to_bottom(folder: Path) -> None:
    before, _, after = PEOPLE.partition("Once a channel is set up")
    for command in commands_of(before):
        crm(*command)
    address, *others = commands_of(after)
    without_a_channel = CliRunner().invoke(app, address)
    with SmtpServer() as smtp:
        settings = f'host = "127.0.0.1"\nport = {smtp.port}\ntls = "none"\nsender = "crm@example.com"\n'
        (folder / "crm.toml").write_text(f"[notifications.email]\n{settings}", encoding="utf-8")
        for command in (address, *others):
            crm(*command)

        [mail] = smtp.wait_for(1)
    assert mail.recipients == ["grace@example.com"]
    assert "channels.md" in without_a_channel.stderr


def commands_of(page: str) -> list[list[str]]:
    return [shlex.split(line, comments=True)[1:] for line in re.findall(r"^    (crm .*)$", page, re.MULTILINE)]


def vapid(*words: str) -> str:
    program = Path(sys.executable).with_name("vapid")
    return subprocess.run([program, *words], capture_output=True, text=True, check=True).stdout


def crm(*words: str, exit_code: int | None = 0) -> str:
    result = CliRunner().invoke(app, words, env={"COLUMNS": "120"})
    assert exit_code is None or result.exit_code == exit_code, f"{words}: {result.output} {result.exception!r}"
    return result.stdout

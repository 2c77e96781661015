"""Only the channels somebody set up are there, from settings as people write them; the doctor tries each."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from py_vapid import Vapid02
from smtp_server import SmtpServer

from crm_adapters.doctor import examine
from crm_adapters.notifiers.channels import factory
from crm_adapters.notifiers.channels.factory import channels_of
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm
from crm_core.errors import Invalid
from crm_core.testing import START, VirtualClock
from crm_operations.providers import CheckResult, Message, Person

TOML = """
[notifications.email]
host = "mail.example.com"
sender = "CRM <crm@example.com>"
user = "crm"
password = "from-the-file"

[notifications.apprise]
schemas = ["tgram", "discord"]

[notifications.web_push]
vapid_key_file = "private_key.pem"
contact = "mailto:crm@example.com"

[notifications.slack]
"""


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], CrmSettings]:
    def configure(toml: str) -> CrmSettings:
        (tmp_path / "crm.toml").write_text(toml, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return CrmSettings.load(database_url=f"sqlite:///{tmp_path / 'crm.db'}")

    return configure


@pytest.fixture
def opened(configured: Callable[[str], CrmSettings]) -> Iterator[Callable[..., Crm]]:
    crms: list[Crm] = []

    def open_with(toml: str, **replaced: Any) -> Crm:
        crms.append(open_crm(settings=configured(toml), **replaced))
        crms[-1].initialise(administrator("main"))
        return crms[-1]

    yield open_with
    for crm in crms:
        crm.close()


def test_without_settings_there_is_no_channel() -> None:
    assert channels_of(CrmSettings.load().notifications) == {}


def test_channels_are_set_up_by_file_and_environment(
    configured: Callable[[str], CrmSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_NOTIFICATIONS__EMAIL__PASSWORD", "from-the-environment")
    monkeypatch.setenv("CRM_NOTIFICATIONS__EMAIL__HOST", "smtp.example.com")

    settings = configured(TOML).notifications

    assert settings.email is not None
    assert settings.email.password is not None
    assert (settings.email.host, settings.email.server_port) == ("smtp.example.com", 587)
    assert settings.email.password.get_secret_value() == "from-the-environment"
    assert "from-the-environment" not in repr(settings)
    assert {name: channel.name for name, channel in channels_of(settings).items()} == {
        name: name for name in ("email", "apprise", "slack", "web_push")
    }


def test_a_setting_that_is_missing_is_named(configured: Callable[[str], CrmSettings]) -> None:
    with pytest.raises(Invalid, match=r"setting notifications\.email\.sender: it is missing; say it"):
        configured('[notifications.email]\nhost = "mail.example.com"')


@pytest.mark.parametrize(
    ("name", "gone", "extra"),
    [
        ("email", "email_validator", "email"),
        ("apprise", "apprise", "apprise"),
        ("slack", "httpx", "webhooks"),
        ("web_push", "http_ece", "web-push"),
    ],
)
def test_a_channel_whose_extra_is_missing_says_what_to_install(
    configured: Callable[[str], CrmSettings], monkeypatch: pytest.MonkeyPatch, name: str, gone: str, extra: str
) -> None:
    settings = configured(TOML).notifications
    monkeypatch.setattr(factory, "find_spec", lambda module: None if module == gone else find_spec(module))

    with pytest.raises(Invalid) as refusal:
        channels_of(settings.model_copy(update=dict.fromkeys({"email", "apprise", "slack", "web_push"} - {name})))
    assert f"notifications.{name}: {gone} is not installed" in str(refusal.value)
    assert f"pip install 'crm-adapters[{extra}]'" in str(refusal.value)


def test_what_no_channel_needs_is_not_loaded() -> None:
    program = (
        "import sys; from crm_adapters.wiring import CrmSettings; from crm_adapters.notifiers import channels_of\n"
        "assert channels_of(CrmSettings().notifications) == {}\n"
        "print(*{'apprise', 'http_ece', 'httpx', 'jinja2', 'py_vapid', 'requests', 'smtplib'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == ""


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_what_somebody_is_told_reaches_their_mailbox_by_the_relay(opened: Callable[..., Crm]) -> None:
    with SmtpServer() as smtp:
        crm = opened(to(smtp), clock=VirtualClock())
        crm.people.add("main", Person(id="ada", name="Ada", timezone="Europe/Berlin"))
        crm.container.partners.addresses().add("main", "ada", "email", "ada@example.com")
        won = Message(title="OPP-7 is won", body="Well done.", reason="The opportunity is yours.")
        for _ in range(2):
            crm.notifications.remind("main", "ada", won, START, delivery_id="0197-told")

        crm.relay.run_until_empty()

        [mail] = smtp.wait_for(1)
        assert mail.recipients == ["ada@example.com"]
        assert mail.message["Subject"] == "Reminder: OPP-7 is won"
        assert "10:00\u202fAM (Europe/Berlin)" in part(mail.message)


def test_the_doctor_tries_the_mail_server_and_sends_nothing(opened: Callable[..., Crm], tmp_path: Path) -> None:
    with SmtpServer() as smtp:
        crm = opened(to(smtp, f'templates = "{tmp_path}"'))
        assert {found.check: found.state.value for found in results(crm) if found.check.startswith("email")} == {
            "email": "ok",
            "email templates": "ok",
        }
        assert smtp.mails == []

        (tmp_path / "en").mkdir()
        (tmp_path / "en" / "digest.txt.jinja").write_text("{{ nobody }}", encoding="utf-8")
    crm = opened(to(smtp, f'templates = "{tmp_path}"'))

    found = {one.check: one for one in results(crm)}
    assert "no mail server answers" in found["email"].found
    assert "en/digest.txt.jinja" in found["email templates"].found
    assert found["email"].remedy


def test_the_doctor_reads_the_vapid_key_and_knows_the_schemas(opened: Callable[..., Crm], tmp_path: Path) -> None:
    toml = TOML.partition("[notifications.apprise]")[2]
    crm = opened("[notifications.apprise]" + toml.replace('"discord"', '"smoke"'))

    found = {one.check: one for one in results(crm)}
    assert found["apprise"].state.value == "failed"
    assert found["web_push"].state.value == "failed"
    assert "vapid --gen" in found["web_push"].found

    vapid = Vapid02()
    vapid.generate_keys()
    vapid.save_key(str(tmp_path / "private_key.pem"))
    found = {one.check: one for one in results(crm)}
    assert found["web_push"].state.value == "ok"
    assert found["web_push"].figures["application_server_key"]


def to(smtp: SmtpServer, more: str = "") -> str:
    return f"""
        [notifications.email]
        host = "127.0.0.1"
        port = {smtp.port}
        tls = "none"
        sender = "CRM <crm@example.com>"
        {more}
    """


def part(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def results(crm: Crm) -> tuple[CheckResult, ...]:
    return examine(lambda: (crm, administrator("main"))).results

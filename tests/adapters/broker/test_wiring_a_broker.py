"""A broker is named by one setting, needs its extra only then, and is let go when the CRM is closed."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.wiring import BrokerSettings, CrmSettings, administrator, open_crm
from crm_core.errors import Invalid
from crm_core.leads import CreateLead

if TYPE_CHECKING:
    from tests.adapters.broker.conftest import Station


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its own, and nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in ("CRM_CONFIG", "CRM_DATABASE_URL", "CRM_TENANT", "CRM_BROKER_URL"):
        monkeypatch.delenv(name, raising=False)


def test_environment_goes_before_file_and_code_before_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "crm.toml").write_text('[broker]\nurl = "nats://file"\nprefix = "eu.sales"\ntimeout_seconds = 2.5\n')
    from_file = CrmSettings.load().broker
    monkeypatch.setenv("CRM_BROKER_URL", "amqp://environment")
    monkeypatch.setenv("CRM_BROKER__MANDATORY", "false")

    assert from_file == BrokerSettings(url="nats://file", prefix="eu.sales", timeout_seconds=2.5)
    assert CrmSettings.load().broker == BrokerSettings(
        url="amqp://environment", prefix="eu.sales", timeout_seconds=2.5, mandatory=False
    )
    assert CrmSettings(broker=BrokerSettings(url="nats://code")).broker == BrokerSettings(url="nats://code")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "kafka://127.0.0.1"),
        ("url", "nats://"),
        ("destination", "a.b"),
        ("prefix", "crm.>"),
        ("prefix", "crm."),
        ("timeout_seconds", "0"),
    ],
)
def test_a_setting_no_broker_understands_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CRM_BROKER__{name.upper()}", value)

    with pytest.raises(Invalid, match=rf"setting broker\.{name}: "):
        CrmSettings.load()


@pytest.mark.parametrize(
    ("scheme", "module", "library"),
    [("nats", "jetstream", "faststream.nats"), ("amqp", "exchange", "faststream.rabbit")],
)
def test_without_its_extra_a_broker_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, scheme: str, module: str, library: str
) -> None:
    monkeypatch.delitem(sys.modules, f"crm_adapters.broker.{module}", raising=False)
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(Invalid) as refusal:
        open_crm(settings=CrmSettings(broker=BrokerSettings(url=f"{scheme}://127.0.0.1")))

    assert str(refusal.value) == f"broker: {library} is not installed; pip install 'crm-adapters[broker]'"


def test_without_a_broker_its_extra_is_not_loaded() -> None:
    code = "import sys; from crm_adapters.wiring import open_crm; open_crm().close(); print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)

    assert loaded.returncode == 0, loaded.stderr
    assert not {"faststream", "cloudevents"} & {*loaded.stdout.split()}


def test_closing_the_crm_closes_the_broker(station: "Station") -> None:
    station.listen()
    broker = BrokerSettings(url=station.url, destination=station.name, prefix=station.name)
    with open_crm(settings=CrmSettings(broker=broker)) as crm:
        crm.initialise(administrator("main"))
        assert "crm-broker" not in running()
        crm.leads.capture(administrator("main"), CreateLead(name="Ada"))
        crm.relay.run_until_empty()
        assert "crm-broker" in running()

    assert "crm-broker" not in running()


@pytest.mark.requirement("SCL-001")
def test_the_command_line_publishes_where_a_broker_is_set(station: "Station") -> None:
    consumer = station.listen()
    names = {"CRM_BROKER__DESTINATION": station.name, "CRM_BROKER__PREFIX": station.name}
    environment = {"CRM_BROKER_URL": station.url, **names}
    for words in (["init"], ["lead", "add", "Grace Hopper"]):
        assert CliRunner().invoke(app, words).exit_code == 0

    answer = json.loads(CliRunner().invoke(app, ["relay", "run", "--json"], env=environment).stdout)

    assert answer["delivered"] > 0
    assert consumer.wait_for(1)[0].event.get_type() == "lead.created.v1"


def running() -> set[str]:
    return {thread.name for thread in threading.enumerate()}

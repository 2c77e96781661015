"""``crm adapter new`` writes a package that installs, is red promise by promise, and works once it is written."""

import importlib
import json
import math
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from crm_adapters.scaffold import PROVIDABLE, new_adapter
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable
from crm_operations.testing import contracts

WRITTEN = {
    "customers": """
from uuid import uuid4

from crm_operations.testing import FakeCustomers


class AcmeErpCustomers(FakeCustomers):
    def __init__(self, client: object) -> None:
        super().__init__(lambda: str(uuid4()))
""",
    "quotations": """
from uuid import uuid4

from crm_core.testing import VirtualClock
from crm_operations.testing import FakeQuotations


class AcmeErpQuotations(FakeQuotations):
    def __init__(self, client: object) -> None:
        super().__init__(VirtualClock(), lambda: str(uuid4()))
""",
}


class Installed(NamedTuple):
    """A package in an environment of its own, which sees everything that is installed here."""

    folder: Path
    python: Path

    def run(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = [str(self.python), *words]
        return subprocess.run(command, cwd=cwd or self.folder, capture_output=True, text=True, check=False, timeout=300)

    def crm(self, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "crm_adapters.cli", *words, cwd=folder)

    def customers_as_the_doctor_finds_them(self, folder: Path) -> dict[str, str]:
        results = json.loads(self.crm(folder, "--party", "acme-erp", "doctor", "--json").stdout)["results"]
        customers: dict[str, str] = next(finding for finding in results if finding["check"] == "customers")
        return customers

    def tests(self) -> str:
        """What they print, each failure once: where CI is set, pytest's summary would say it all again."""
        return self.run("-m", "pytest", "-q", "-rN", "-p", "no:cacheprovider").stdout

    @contextmanager
    def written(self, *provided: str) -> Iterator[None]:
        """As its authors have it in the end; afterwards it is as it was."""
        files = [file for folder in ("src", "tests") for file in (self.folder / folder).rglob("*.py")]
        texts = {file: file.read_text() for file in files}
        for each in provided:
            self._write(each)
        yield
        for file, text in texts.items():
            file.write_text(text)

    def _write(self, provided: str) -> None:
        (self.folder / "src" / "crm_acme_erp" / f"{provided}.py").write_text(WRITTEN[provided])
        tests = self.folder / "tests" / f"test_{provided}.py"
        there = f"{provided}.changed_there(tenant, {provided[:-1]}_id, field, value)\n        return True"
        tests.write_text(re.sub(r'raise NotImplementedError\("write here [^"]*"\)', there, tests.read_text()))


def installed(folder: Path, provides: Sequence[str]) -> Installed:
    scaffold = new_adapter("acme-erp", provides, folder)
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    home = next((folder / "venv" / "lib").glob("python*")) / "site-packages"
    (home / "here.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "-q"]
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", *offline, "-e", str(scaffold.folder)]
    subprocess.run(command, check=True, timeout=300)
    return Installed(scaffold.folder, python)


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return installed(tmp_path_factory.mktemp("acme"), ["customers", "quotations"])


@pytest.fixture(scope="module")
def company(acme: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where crm is run, with a database, and with settings that name the partner."""
    folder = tmp_path_factory.mktemp("company")
    (folder / "crm.toml").write_text('runner = "in_process"\n[partners.acme-erp]\nurl = "http://127.0.0.1:1"\n')
    assert acme.crm(folder, "init").returncode == 0
    return folder


@pytest.mark.requirement("TST-CRMOP-0100")
def test_until_it_is_written_each_failure_says_what_to_write_next(acme: Installed) -> None:
    output = acme.tests()

    promises = {
        name: cases_of(getattr(suite, name))
        for suite in (contracts.CustomerProviderContract, contracts.QuotationProviderContract)
        for name in dir(suite)
        if name.startswith("test_")
    }
    next_to_write = re.findall(
        r"came:   NotImplementedError: write (AcmeErp\w+)\.(\w+) in src/crm_acme_erp/(\w+)\.py", output
    )
    assert sum(int(count) for count in re.findall(r"(\d+) (?:failed|errors?)\b", output)) == sum(promises.values())
    assert " passed" not in output
    for name in promises:
        sentence = name.removeprefix("test_").replace("_", " ")
        assert re.search(rf"^{sentence}[^\n]*\n    asked: ", output, re.MULTILINE), sentence
    assert len(next_to_write) == sum(promises.values())
    assert ("AcmeErpCustomers", "create_from_lead", "customers") in next_to_write
    assert "CustomerProvider.create_from_lead promises, " in output


def cases_of(promise: Callable[..., object]) -> int:
    """How many tests it is, for the values it is tried with."""
    marks = getattr(promise, "pytestmark", [])
    return math.prod(len(mark.args[1]) for mark in marks if mark.name == "parametrize")


def test_crm_finds_it_by_its_name_and_says_when_it_is_not_written(acme: Installed, company: Path) -> None:
    customers = acme.customers_as_the_doctor_finds_them(company)

    assert customers["state"] == "failed"
    assert "write AcmeErpCustomers.find_by_email in src/crm_acme_erp/customers.py" in customers["found"]


def test_written_it_keeps_every_promise_and_crm_uses_it(acme: Installed, company: Path) -> None:
    with acme.written(*WRITTEN):
        output = acme.tests()
        customers = acme.customers_as_the_doctor_finds_them(company)

    assert " failed" not in output
    assert " passed" in output
    assert customers["state"] == "ok"
    assert customers["found"].startswith("AcmeErpCustomers answers")


class Busy(BaseHTTPRequestHandler):
    """Answers with the status it is asked for."""

    def do_GET(self) -> None:
        self.send_response(int(self.path.strip("/")))
        self.send_header("Retry-After", "7")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Not on the screen."""


def test_its_client_tells_an_outage_from_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(new_adapter("client-test", ["customers"], tmp_path).folder / "src")
    client_of = importlib.import_module("crm_client_test.client").ClientTestClient
    settings_of = importlib.import_module("crm_client_test.settings").ClientTestSettings

    with HTTPServer(("127.0.0.1", 0), Busy) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        client = client_of(settings_of(url=f"http://127.0.0.1:{server.server_port}", token="secret"))
        assert client.ask("GET", "/200") == {}
        for status, refusal in {401: Forbidden, 404: NotFound, 409: Conflict, 422: Refused}.items():
            with pytest.raises(refusal, match=f"client-test refused: HTTP {status}"):
                client.ask("GET", f"/{status}")
        for status in (429, 503):
            with pytest.raises(Unavailable) as outage:
                client.ask("GET", f"/{status}")
            assert outage.value.retry_after_seconds == 7
        server.shutdown()
    with pytest.raises(Unavailable, match="client-test did not answer"):
        client.ask("GET", "/200")


def test_every_provider_can_be_provided_and_its_package_is_python(tmp_path: Path) -> None:
    scaffold = new_adapter("acme", list(PROVIDABLE), tmp_path)

    for file in scaffold.files:
        if file.suffix == ".py":
            compile(file.read_text(encoding="utf-8"), str(file), "exec")
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "E4,E7,E9,F,I"],
        cwd=scaffold.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    for provided, protocol in PROVIDABLE.items():
        written = (scaffold.folder / "src" / "crm_acme" / f"{provided}.py").read_text(encoding="utf-8")
        methods = [name for name in vars(protocol) if not name.startswith("_")]
        assert [name for name in methods if f"    def {name}(self, tenant_id: str" not in written] == []


@pytest.mark.parametrize(
    ("name", "provides", "message"),
    [
        ("Acme", ["customers"], "small letters"),
        ("../acme", ["customers"], "small letters"),
        ("class", ["customers"], "cannot name a package"),
        ("acme", ["clients"], "there is nothing called 'clients'; name of customers, quotations"),
        ("acme", [], "name at least one"),
        ("acme", ["orders"], "name quotations too"),
    ],
)
def test_what_cannot_be_written_is_refused(name: str, provides: list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=re.escape(message)):
        new_adapter(name, provides, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()

    with pytest.raises(Conflict, match="is there already"):
        new_adapter("acme", ["customers"], tmp_path)

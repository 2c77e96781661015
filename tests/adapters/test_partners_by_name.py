"""Partners are named in settings or on the command line, and found among what is installed."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.embedded import EmbeddedCustomers, EmbeddedQuotations
from crm_adapters.wiring import CrmSettings, open_crm
from crm_core.errors import Invalid
from crm_core.testing import Ids
from crm_operations.testing import FakeCustomers

Install = Callable[[str, str], None]
FAKES = """
from crm_core.testing import Ids, VirtualClock
from crm_operations.testing import FakeCustomers, FakeOrders, FakePeople, FakeQuotations

connected = []

def connect(settings):
    connected.append(dict(settings))
    desk = FakeQuotations(VirtualClock(), Ids())
    orders = FakeOrders(desk, VirtualClock(), Ids())
    return {"customers": FakeCustomers(Ids()), "quotations": desk, "orders": orders, "people": FakePeople()}
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a package with an entry point where Python looks for packages."""
    place = tmp_path / "site-packages"
    place.mkdir()
    monkeypatch.syspath_prepend(place)
    monkeypatch.chdir(tmp_path)

    def put(name: str, code: str) -> None:
        module = f"partner_{name}_{tmp_path.name.replace('-', '_')}"
        (place / f"{module}.py").write_text(textwrap.dedent(code))
        info = place / f"crm_{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: crm-{name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[crm_adapters.partners]\n{name} = {module}:connect\n")

    return put


def settings(tmp_path: Path, toml: str = "") -> CrmSettings:
    (tmp_path / "crm.toml").write_text(toml)
    return CrmSettings.load(database_url=f"sqlite:///{tmp_path / 'crm.db'}")


def test_nothing_named_everything_is_built_in(install: Install, tmp_path: Path) -> None:
    install("acme", "raise RuntimeError('nobody asked for it')")

    with open_crm(settings=settings(tmp_path)) as crm:
        assert (type(crm.customers), type(crm.quotations)) == (EmbeddedCustomers, EmbeddedQuotations)


def test_a_party_keeps_the_customers_and_sales_the_rest(install: Install, tmp_path: Path) -> None:
    install("acme", FAKES)

    with open_crm(settings=settings(tmp_path, 'party = "acme"')) as crm:
        assert type(crm.customers).__name__ == "FakeCustomers"
        assert type(crm.quotations) is EmbeddedQuotations
    with open_crm(settings=settings(tmp_path, 'sales = "acme"')) as crm:
        assert type(crm.customers) is EmbeddedCustomers
        assert type(crm.quotations).__name__ == "FakeQuotations"
        assert type(crm.container.partners.orders()).__name__ == "FakeOrders"


def test_a_partner_is_connected_once_with_its_own_settings(install: Install, tmp_path: Path) -> None:
    install("acme", FAKES)
    toml = """
        party = "acme"
        sales = "acme"
        [provided_by]
        people = "acme"
        quotations = "embedded"
        [partners.acme]
        url = "https://acme.example.com"
    """

    with open_crm(settings=settings(tmp_path, toml)) as crm:
        home = __import__(f"partner_acme_{tmp_path.name.replace('-', '_')}")
        assert home.connected == [{"url": "https://acme.example.com"}]
        assert type(crm.people).__name__ == "FakePeople"
        assert type(crm.quotations) is EmbeddedQuotations


def test_what_is_named_in_code_wins(install: Install, tmp_path: Path) -> None:
    install("acme", FAKES)
    ours = FakeCustomers(Ids())

    with open_crm(settings=settings(tmp_path, 'party = "acme"'), customers=ours) as crm:
        assert crm.customers is ours


def test_an_unknown_name_is_answered_with_those_there_are(install: Install, tmp_path: Path) -> None:
    install("acme", FAKES)
    said = r"party: no partner is called 'acne'; name one of acme, embedded, .*or install it"

    with pytest.raises(Invalid, match=said):
        open_crm(settings=settings(tmp_path, 'party = "acne"'))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import acme_sdk", "ModuleNotFoundError: No module named 'acme_sdk'"),
        ("def other(settings): return {}", "AttributeError: .*has no attribute 'connect'"),
        ("def connect(settings): raise ValueError('no url')", "ValueError: no url"),
    ],
)
def test_a_package_that_fails_is_named_with_its_reason(install: Install, tmp_path: Path, code: str, said: str) -> None:
    install("acme", code)

    with pytest.raises(
        Invalid, match=f"party: 'acme' of the package crm-acme cannot be used: {said}; mend or reinstall"
    ):
        open_crm(settings=settings(tmp_path, 'party = "acme"'))


def test_who_does_not_provide_what_it_is_named_for_is_refused(install: Install, tmp_path: Path) -> None:
    install("acme", "def connect(settings): return {'customers': object()}")

    with pytest.raises(Invalid, match="sales: 'acme' provides no quotations, but customers"):
        open_crm(settings=settings(tmp_path, 'sales = "acme"'))


def test_the_command_line_names_a_party_before_the_settings_do(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("acme", FAKES)
    monkeypatch.setenv("CRM_RUNNER", "in_process")
    (tmp_path / "crm.toml").write_text('party = "nobody"')
    run = CliRunner().invoke

    assert run(app, ["init", "--party", "acme"]).exit_code == 0
    assert "FakeCustomers answers" in run(app, ["doctor", "--party", "acme", "--json"]).stdout
    assert "no partner is called 'nobody'" in run(app, ["init"]).stderr


def test_people_of_a_partner_are_entered_there(install: Install, tmp_path: Path) -> None:
    install("acme", FAKES)
    (tmp_path / "crm.toml").write_text('runner = "in_process"\n[provided_by]\npeople = "acme"')
    run = CliRunner().invoke
    assert run(app, ["init"]).exit_code == 0

    refused = run(app, ["person", "add", "ada", "--name", "Ada"])

    assert refused.exit_code == 1
    assert "people are kept in another system; change them there" in " ".join(refused.stderr.split())

"""What one extra promises, with everything outside its own requirements hidden from import.

Run by install_check.py in an environment that has every extra: ``python lone_extra.py EXTRA FOLDER``. ``plain`` is no
extra at all. With a last word ``bare`` nothing is hidden, since the environment holds nothing else.
"""

import base64
import importlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from packaging.requirements import Requirement

OURS = "crm-adapters"
Check = Callable[[Path], None]


class Hiding:
    """A finder of modules that finds nothing of what the extra does not bring, as if it were not installed."""

    def __init__(self, finder: Any, seen: frozenset[str]) -> None:
        self._finder = finder
        self._homes = packages_distributions()
        self._seen = seen

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        homes = self._homes.get(name.partition(".")[0])
        if homes and not self._seen & set(map(canonical, homes)):
            return None
        found: ModuleSpec | None = self._finder.find_spec(name, path, target)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._finder, name)  # such as find_distributions


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def brought_by(extra: str) -> frozenset[str]:
    """Every distribution that ``pip install crm-adapters[extra]`` would bring here."""
    waiting = [(OURS, frozenset({extra}))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = asked = waiting.pop()
        if asked in seen:
            continue
        seen.add(asked)
        waiting += [(canonical(wish.name), frozenset(wish.extras)) for wish in _wishes(name, extras)]
    return frozenset(name for name, _ in seen)


def _wishes(name: str, extras: frozenset[str]) -> "Iterator[Requirement]":
    from packaging.requirements import Requirement

    try:
        wishes = distribution(name).requires or []
    except PackageNotFoundError:  # what another system needs
        return
    for wish in map(Requirement, wishes):
        if wish.marker is None or any(wish.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield wish


def a_lead_becomes_a_won_deal(folder: Path, **settings: Any) -> None:
    from crm_adapters.wiring import CrmSettings, administrator, open_crm
    from crm_core.leads import CreateLead
    from crm_operations.deal_closing import CloseAsWon
    from crm_operations.lead_conversion import ConvertLead, LeadNotQualified

    url = f"sqlite:///{folder / 'crm.db'}"
    with open_crm(settings=CrmSettings.load(database_url=url, **settings)) as crm:
        me = administrator("main")
        crm.initialise(me)
        wish = CreateLead(
            name="Grace Hopper", email="grace@example.com", estimated_value_minor=150_000, currency_code="USD"
        )
        lead = crm.leads.capture(me, wish).lead
        answer = crm.conversion.convert_lead(me, ConvertLead(lead_id=lead.id, override_reason="an old friend"))
        assert not isinstance(answer, LeadNotQualified), answer.reasons
        crm.deals.advance_to_stage(me, answer.opportunity_id, "negotiation")
        won = crm.closing.close_as_won(me, CloseAsWon(opportunity_id=answer.opportunity_id))
        assert won.value is not None
        assert won.value.minor == 150_000
        crm.relay.run_until_empty()


def plain(folder: Path) -> None:
    """Everything but what an extra is for; ``crm`` says which one it lacks, and so does whatever else needs one."""
    a_lead_becomes_a_won_deal(folder)
    assert "pip install 'crm-adapters[cli]'" in refusal_of(lambda: importlib.import_module("crm_adapters.cli"))
    for extra, check in CHECKS.items():
        if extra not in {"plain", "all", "cli"}:
            (own := folder / extra).mkdir()
            refusal = refusal_of(partial(check, own))
            assert f"pip install 'crm-adapters[{extra}]'" in refusal, f"{extra}: {refusal}"


def refusal_of(done: Callable[[], object]) -> str:
    from crm_core.errors import CrmError

    try:
        done()
    except (CrmError, SystemExit) as refusal:
        return str(refusal)
    raise AssertionError("it does without its extra")


def cli(folder: Path) -> None:
    import os

    from crm_adapters.cli import run

    os.chdir(folder)
    lead = ["lead", "add", "Grace Hopper", "--company", "Flow Matic", "--value", "1500.00", "--currency", "USD"]
    for words in (["--help"], ["init"], lead, ["lead", "list"], ["lead", "show", "LEAD-2026-0001"], ["report"]):
        sys.argv = ["crm", *words]
        try:
            run()
        except SystemExit as end:
            if end.code:
                raise


def reports(folder: Path) -> None:
    from crm_adapters.wiring import administrator, open_crm
    from crm_operations.pipeline_analytics import ReportFormat

    a_lead_becomes_a_won_deal(folder)
    with open_crm(f"sqlite:///{folder / 'crm.db'}") as crm:
        for each in ReportFormat:
            assert crm.analytics.generate_report(administrator("main"), report_format=each).content


def postgres(folder: Path) -> None:
    nobody_answers("postgresql://nobody@127.0.0.1:1/crm")


def mariadb(folder: Path) -> None:
    nobody_answers("mariadb://nobody@127.0.0.1:1/crm")


def nobody_answers(url: str) -> None:
    """The driver is there, and finds no server."""
    from crm_adapters.wiring import open_crm
    from crm_core.errors import Unavailable

    with open_crm(url) as crm:
        try:
            assert not crm.is_ready
        except Unavailable:
            return
    raise AssertionError(f"{url} answered")


def broker(folder: Path) -> None:
    for url in ("nats://127.0.0.1:1", "amqp://guest@127.0.0.1:1"):
        opens(folder, broker={"url": url})
    importlib.import_module("crm_adapters.live.pubsub")


def durable(folder: Path) -> None:
    """A call in one commit needs no engine; what is enqueued does."""
    from crm_adapters.wiring import CrmSettings, administrator, open_crm
    from crm_core.leads import CreateLead
    from crm_operations.lead_conversion import ConvertLead

    a_lead_becomes_a_won_deal(folder, runner="durable")
    url = f"sqlite:///{folder / 'crm.db'}"
    with open_crm(settings=CrmSettings.load(database_url=url, runner="durable")) as crm:
        me = administrator("main")
        lead = crm.leads.capture(me, CreateLead(name="Ada Lovelace")).lead
        run = crm.conversion.enqueue_conversion(me, ConvertLead(lead_id=lead.id))
        assert run in {each.id for each in crm.processes.list(me)}


def calendars(folder: Path) -> None:
    from crm_adapters.wiring import administrator
    from crm_core.calendars import AddCalendar

    def take_over_holidays(crm: Any) -> None:
        crm.initialise(me := administrator("main"))
        request = AddCalendar(name="Berlin", week=("mon-fri 09:00-18:00",), country="DE", region="BE")
        assert crm.calendars.add(me, request).known_holidays

    opens(folder, then=take_over_holidays)


def guards(folder: Path) -> None:
    opens(folder, guards={"customers": {"rate_per_second": 5, "breaker_failures": 3, "cache_seconds": 1}})


def telemetry(folder: Path) -> None:
    a_lead_becomes_a_won_deal(folder, telemetry=True)


def tryton(folder: Path) -> None:
    tenants = {"main": {"database": "theirs", "key": "a-key"}}
    opens(folder, party="tryton", sales="tryton", partners={"tryton": {"tenants": tenants}})


def live(folder: Path) -> None:
    opens(folder, then=lambda crm: crm.live.app, live={"enabled": True, "secret": "s" * 32})


def live_redis(folder: Path) -> None:
    from crm_adapters.live.factory import signal_of
    from crm_adapters.live.settings import LiveSettings, SignalKind
    from crm_adapters.storage import Database

    database = Database(f"sqlite:///{folder / 'bell.db'}")
    try:
        signal_of(LiveSettings(signal=SignalKind.REDIS), database)
    finally:
        database.close()


def email(folder: Path) -> None:
    opens(folder, notifications={"email": {"host": "127.0.0.1", "sender": "crm@example.com"}})


def encryption(folder: Path) -> None:
    from crm_adapters.encryption import Place
    from crm_adapters.storage import EVERY_TENANT
    from crm_adapters.wiring import administrator

    key, place = base64.b64encode(bytes(range(32))).decode(), Place("main", "a_table", "a_row")

    def seal_and_open(crm: Any) -> None:
        crm.initialise(administrator("main"))
        secrets = crm.container.infrastructure.secrets()
        with crm.database.writing(EVERY_TENANT) as connection:
            sealed = secrets.seal(connection, place, "a secret")
        assert secrets.open(place, sealed) == "a secret"

    opens(folder, then=seal_and_open, encryption={"keys": key})


def apprise(folder: Path) -> None:
    opens(folder, notifications={"apprise": {"schemas": ["json"]}})


def web_push(folder: Path) -> None:
    key = "M1xQ2nNjk0pQyC0nOeVYlYdYhLZ0rSgK9rZ6c9tU2b8"  # 32 bytes of no importance
    opens(folder, notifications={"web_push": {"vapid_private_key": key, "contact": "mailto:crm@example.com"}})


def webhooks(folder: Path) -> None:
    from crm_adapters.notifiers.channels.http_post import HttpPost
    from crm_adapters.notifiers.channels.webhook_settings import WebhookSettings
    from crm_adapters.system_clock import SystemClock

    HttpPost(WebhookSettings(), SystemClock()).check("url", "https://example.com/hook")
    opens(folder, notifications={"slack": {}})


def opens(folder: Path, then: Callable[[Any], object] = lambda crm: None, **settings: Any) -> None:
    from crm_adapters.wiring import CrmSettings, open_crm

    url = f"sqlite:///{folder / 'opened.db'}"
    with open_crm(settings=CrmSettings.load(database_url=url, **settings)) as crm:
        then(crm)


def import_(folder: Path) -> None:
    from crm_adapters.table_files import open_tables

    (file := folder / "people.csv").write_bytes("name~city\nJörg~Köln\n".encode("cp1252"))
    (table,) = open_tables(file, lambda _: False)
    assert [list(row.cells) for row in table.rows()] == [["Jörg", "Köln"]]


def everything(folder: Path) -> None:
    for extra, check in CHECKS.items():
        if extra not in {"plain", "all"}:
            (own := folder / extra).mkdir()
            check(own)


CHECKS: Mapping[str, Check] = {
    "plain": plain,
    "cli": cli,
    "reports": reports,
    "postgres": postgres,
    "mariadb": mariadb,
    "broker": broker,
    "calendars": calendars,
    "durable": durable,
    "guards": guards,
    "import": import_,
    "telemetry": telemetry,
    "tryton": tryton,
    "live": live,
    "live-redis": live_redis,
    "email": email,
    "encryption": encryption,
    "apprise": apprise,
    "web-push": web_push,
    "webhooks": webhooks,
    "all": everything,
}


def main() -> None:
    extra, folder, *how = sys.argv[1:]
    declared = {*(distribution(OURS).metadata.get_all("Provides-Extra") or []), "plain"}
    assert set(CHECKS) == declared, f"checks and extras differ in {sorted(declared ^ set(CHECKS))}"
    if how != ["bare"]:
        seen = brought_by(extra)
        for name in [name for name in sys.modules if name.partition(".")[0] == "packaging"]:
            del sys.modules[name]  # asked for by this program, and not brought by the extra
        sys.meta_path[:] = [Hiding(finder, seen) for finder in sys.meta_path]
    CHECKS[extra](Path(folder))


if __name__ == "__main__":
    main()

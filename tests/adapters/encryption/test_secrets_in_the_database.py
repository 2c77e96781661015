"""Secrets that the database keeps: unreadable without a key, which lies elsewhere, may be away, and may change."""

import base64
import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from http_receiver import HttpReceiver
from pydantic import SecretStr
from sqlalchemy import select, text

from crm_adapters.doctor import examine
from crm_adapters.encryption import EncryptionSettings, KeyMissing, Keys, Place, Secrets, is_sealed
from crm_adapters.encryption.secrets import SecretUnreadable
from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.webhooks.tables import webhooks
from crm_adapters.storage import EVERY_TENANT, Database
from crm_adapters.storage.kernel.errors import LocalTransactionFailed
from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm
from crm_core.actor import Actor, Role
from crm_core.errors import Invalid
from crm_core.leads import CreateLead
from crm_core.testing import VirtualClock
from crm_operations.providers import Message, Person

SLACK_TOKEN = "T000/B000/very-secret-token"
MORE = 20
"""More tries than the relay makes before it gives a message up."""


def place_of(tenant: str = "ours", row_id: str = "row") -> Place:
    return Place(tenant, "crm_webhooks", row_id)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "crm"


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with HttpReceiver() as listening:
        yield listening


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(SystemClock().now())


@pytest.fixture
def fresh(database: Database) -> Iterator[Database]:
    """Nothing was ever sealed in it."""
    forget(database)
    yield database
    forget(database)


def forget(database: Database) -> None:
    with database.engine.begin() as connection:
        for table in (
            "crm_encryption_keys",
            "crm_webhooks",
            "crm_integration_runs",
            "crm_notification_addresses",
            "crm_outbox",
        ):
            connection.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
def boss() -> Actor:
    return administrator(new_id())


@pytest.fixture
def opened(fresh: Database, key_file: Path, receiver: HttpReceiver, clock: VirtualClock) -> Iterator[Callable[[], Crm]]:
    """Opens a CRM on it as another process would."""
    opened: list[Crm] = []

    def open_again(**encryption: Any) -> Crm:
        settings = CrmSettings.load(
            database_url=fresh.url.render_as_string(hide_password=False),
            encryption=encryption or {"key_file": key_file},
            webhooks={"allow_private": True, "timeout_seconds": 5},
            notifications={"slack": {"base_url": receiver.url(""), "allow_private": True}},
        )
        opened.append(open_crm(settings=settings, clock=clock))
        return opened[-1]

    yield open_again
    for crm in opened:
        crm.close()


def everything_in(database: Database) -> str:
    with database.engine.connect() as connection:
        return "\n".join(str(list(connection.execute(select(table)))) for table in every_table().sorted_tables)


def test_no_secret_can_be_read_in_the_database(
    opened: Callable[[], Crm], fresh: Database, boss: Actor, receiver: HttpReceiver, key_file: Path
) -> None:
    crm = opened()
    crm.people.add(boss.tenant_id, Person(id="ada", name="Ada", roles=frozenset({Role.MANAGER})))
    added = crm.webhooks.add(boss, receiver.url())
    rotated = crm.webhooks.rotate_secret(boss, added.webhook.id)
    slack = receiver.url(f"/{SLACK_TOKEN}")
    crm.notifier.add_address(boss, "slack", slack, user_id="ada")
    crm.notifier.set_preferences(boss, {"channels": {"info": ["slack"]}}, user_id="ada")
    crm.integrations.enqueue(boss, "slack", {"to": slack, "title": "Hello", "body": "there"})
    crm.notifications.notify(
        boss.tenant_id, "ada", Message(title="News", body="of today", reason="You are Ada."), delivery_id=new_id()
    )

    content = everything_in(fresh)
    assert added.secret not in content
    assert rotated.secret not in content
    assert SLACK_TOKEN not in content
    assert "very-secret" not in content
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert SLACK_TOKEN not in str(crm.notifier.addresses(boss, "ada")[0].shown)

    crm.relay.run_until_empty()

    assert [request.path for request in receiver.received] == [f"/{SLACK_TOKEN}"] * 2


def test_a_secret_is_readable_only_where_it_belongs(secrets: Secrets, database: Database) -> None:
    with database.writing(EVERY_TENANT) as connection:
        sealed = secrets.seal(connection, place_of(), "whsec_1")

    assert is_sealed(sealed)
    assert secrets.open(place_of(), sealed) == "whsec_1"
    for elsewhere in (place_of(tenant="theirs"), place_of(row_id="another"), Place("ours", "crm_leads", "row")):
        with pytest.raises(SecretUnreadable, match="comes from another row"):
            secrets.open(elsewhere, sealed)
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for broken in (changed, "whsec_in_plain", sealed[:40]):
        with pytest.raises(SecretUnreadable):
            secrets.open(place_of(), broken)


def test_the_key_is_made_with_the_first_secret_and_never_anew_while_one_is_known(
    opened: Callable[[], Crm], boss: Actor, receiver: HttpReceiver, key_file: Path
) -> None:
    crm = opened()
    assert crm.webhooks.list(boss) == []
    assert not key_file.exists()
    crm.webhooks.add(boss, receiver.url())
    key_file.rename(key_file.with_suffix(".away"))

    later = opened()
    for act in (
        lambda: later.webhooks.add(boss, receiver.url()),
        lambda: later.webhooks.rotate_secret(boss, later.webhooks.list(boss)[0].id),
        lambda: later.container.infrastructure.secrets_upkeep().rotate(),
    ):
        with pytest.raises(KeyMissing, match="bring it back"):
            act()

    assert not key_file.exists()
    assert len(later.webhooks.list(boss)) == 1
    assert later.webhooks.show(boss, later.webhooks.list(boss)[0].id).failures == 0


def test_another_key_is_not_taken_for_the_right_one(
    opened: Callable[..., Crm], boss: Actor, receiver: HttpReceiver
) -> None:
    opened().webhooks.add(boss, receiver.url())

    with pytest.raises(KeyMissing):
        opened(keys=a_key(1)).webhooks.add(boss, receiver.url())


def a_key(number: int) -> str:
    return base64.b64encode(bytes([number]) * 32).decode()


def test_thirty_who_keep_the_first_secret_at_once_share_one_key(
    opened: Callable[[], Crm], boss: Actor, receiver: HttpReceiver, fresh: Database
) -> None:
    everybody = [opened() for _ in range(10)]

    with ThreadPoolExecutor(10) as pool:
        added = list(pool.map(lambda crm: crm.webhooks.add(boss, receiver.url()), everybody))

    with fresh.engine.connect() as connection:
        sealed = list(connection.execute(select(webhooks.c.secret)).scalars())
    assert len({text.split(":")[2] for text in sealed}) == 1
    for each in added:
        opened().webhooks.test(boss, each.webhook.id)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_key_file_beside_the_database_is_refused(
    opened: Callable[..., Crm], fresh: Database, boss: Actor, receiver: HttpReceiver
) -> None:
    beside = Path(str(fresh.url.database)).parent / "keys"

    with pytest.raises(Invalid, match="whoever copies that has both"):
        opened(key_file=beside).webhooks.add(boss, receiver.url())

    assert not beside.exists()


@pytest.mark.parametrize("key", ["", "short", "no base64 at all!"])
def test_a_key_that_is_none_is_refused(fresh: Database, key: str) -> None:
    with pytest.raises(Invalid, match="32 bytes in base64") as refused:
        Keys(EncryptionSettings(keys=SecretStr(key)), fresh.url)

    assert key == "" or key not in str(refused.value)


def test_a_delivery_waits_for_a_key_that_is_away_and_doctor_says_so(
    opened: Callable[[], Crm], boss: Actor, receiver: HttpReceiver, key_file: Path, clock: VirtualClock
) -> None:
    crm = opened()
    webhook = crm.webhooks.add(boss, receiver.url(), ["lead.created"]).webhook.id
    crm.initialise(boss)
    crm.leads.capture(boss, CreateLead(name="Ada"))
    slack = receiver.url(f"/{SLACK_TOKEN}")
    crm.integrations.enqueue(boss, "slack", {"to": slack, "title": "Hello", "body": "there"}, run_id="run-1")
    away = key_file.rename(key_file.with_suffix(".away"))

    later = opened()
    for _ in range(MORE):
        later.relay.run_until_empty()
        clock.advance(timedelta(hours=1))

    [waiting] = later.webhooks.deliveries(boss, webhook)
    assert (waiting.state.value, waiting.attempts) == ("pending", 0)
    assert "bring it back" in (waiting.error or "")
    assert later.webhooks.show(boss, webhook).failures == 0
    assert later.integrations.show(boss, "run-1").state == "waiting"
    [found] = [one for one in examine(lambda: (later, boss)).results if one.check == "secrets"]
    assert found.state.value == "failed"
    assert "3 secrets cannot be read" in found.found
    assert receiver.received == []

    shutil.move(away, key_file)
    later.relay.run_until_empty()

    assert {request.path for request in receiver.received} == {"/hook", f"/{SLACK_TOKEN}"}
    [found] = [one for one in examine(lambda: (later, boss)).results if one.check == "secrets"]
    assert (found.state.value, found.found) == ("ok", "3 secrets, every key is here")


def test_a_key_changes_while_others_work(
    opened: Callable[[], Crm], boss: Actor, receiver: HttpReceiver, key_file: Path, fresh: Database
) -> None:
    crm, other = opened(), opened()
    crm.notifier.add_address(boss, "slack", receiver.url(f"/{SLACK_TOKEN}"))
    added = [crm.webhooks.add(boss, receiver.url()).webhook.id for _ in range(3)]
    former = key_file.read_text()
    stop = threading.Event()

    def work() -> int:
        sent = 0
        while not stop.is_set() or sent == 0:
            added.append(other.webhooks.add(boss, receiver.url()).webhook.id)
            other.webhooks.test(boss, added[sent])
            sent += 1
        return sent

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        rotations = [crm.container.infrastructure.secrets_upkeep().rotate() for _ in range(2)]
        stop.set()
        assert working.result() > 0
    last = crm.container.infrastructure.secrets_upkeep().rotate()

    assert len({rotation.key_id for rotation in (*rotations, last)}) == 3
    assert rotations[0].sealed_anew >= 4
    assert last.remaining == 0
    assert key_file.read_text().startswith(former)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert {key.key_id for key in crm.container.infrastructure.secrets_upkeep().under_keys()} == {last.key_id}
    assert all(f":{last.key_id}:" in secret for secret in secrets_in(fresh))
    for webhook in added:
        opened().webhooks.test(boss, webhook)
    assert crm.notifier.try_out(boss, "slack")[0].problem is None


def secrets_in(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        return list(connection.execute(select(webhooks.c.secret)).scalars())


def test_keys_from_the_environment_change_by_putting_the_new_one_first(
    opened: Callable[..., Crm], boss: Actor, receiver: HttpReceiver
) -> None:
    former, new = a_key(1), a_key(2)
    webhook = opened(keys=former).webhooks.add(boss, receiver.url()).webhook.id
    with pytest.raises(Invalid, match="put a new key first"):
        opened(keys=former).container.infrastructure.secrets_upkeep().rotate()

    both = opened(keys=f"{new},{former}")
    assert both.webhooks.test(boss, webhook).status == 204
    rotated = both.container.infrastructure.secrets_upkeep().rotate()

    assert (rotated.sealed_anew, rotated.remaining) == (1, 0)
    assert opened(keys=new).webhooks.test(boss, webhook).status == 204


def test_a_file_others_may_read_is_warned_of(
    opened: Callable[[], Crm], boss: Actor, receiver: HttpReceiver, key_file: Path
) -> None:
    crm = opened()
    crm.webhooks.add(boss, receiver.url())
    key_file.chmod(0o644)

    [found] = [one for one in examine(lambda: (crm, boss)).results if one.check == "secrets"]

    assert (found.state.value, found.found) == ("warning", f"others may read {key_file}")
    assert os.access(key_file, os.R_OK)


def add_and_fail(crm: Crm, boss: Actor, url: str) -> None:
    crm.webhooks.add(boss, url)
    with suppress(ZeroDivisionError), crm.database.writing(boss.tenant_id):
        raise ZeroDivisionError


def test_a_secret_is_kept_in_the_commit_around_it(
    opened: Callable[[], Crm], boss: Actor, receiver: HttpReceiver
) -> None:
    crm = opened()
    with pytest.raises(LocalTransactionFailed), crm.database.local_transaction(boss.tenant_id):
        add_and_fail(crm, boss, receiver.url())
    assert crm.webhooks.list(boss) == []

    with crm.database.local_transaction(boss.tenant_id):
        added = crm.webhooks.add(boss, receiver.url())

    assert crm.webhooks.test(boss, added.webhook.id).status == 204

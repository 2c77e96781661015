"""Where a database of the upgrade tests is, and how it is opened: with settings and a moment of its own."""

import base64
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import SecretStr
from sqlalchemy import make_url

from crm_adapters.encryption import EncryptionSettings
from crm_adapters.live import LiveSettings
from crm_adapters.notifiers import NotificationSettings, WebhookSettings
from crm_adapters.storage import driver_named
from crm_adapters.wiring import Crm, CrmSettings, GuardSettings, PartnerRole, RunnerKind, open_crm, processes_url
from crm_operations.settings import OperationsSettings, ProcessSettings, QualificationSettings, RetrySettings
from crm_operations.testing import WITHOUT_RATES

NOWHERE = ("127.0.0.1", 9)
"""Where nobody listens."""
KEY = base64.b64encode(bytes(32)).decode()
"""Secrets of the dumps are sealed with it; they are nobody's."""
TENANTS = ("harbour", "north")
DUMPED_AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
"""By the clock of the application; the leases of workers and the engine of the processes go by the machine's."""

DECADES = 10_000
"""Days for which finished processes stay, by the machine's clock: dumps grow old."""
_OPERATIONS = OperationsSettings(
    approvals=WITHOUT_RATES,
    currency="EUR",
    timezone="Europe/Berlin",
    qualification=QualificationSettings(minimum_score=40, minimum_activities=1),
    retry=RetrySettings(attempts=2, initial_seconds=0, maximum_seconds=0),
    processes=ProcessSettings(
        lease_seconds=2, poll_seconds=0.05, concurrency=1, grace_seconds=10, retention_days=DECADES
    ),
)


class Place(NamedTuple):
    """``processes`` is where durable processes are kept, the same address if it is the same database."""

    database: str
    processes: str

    @property
    def is_one_database(self) -> bool:
        return driver_named(self.database) == driver_named(self.processes)

    @property
    def kind(self) -> str:
        """As dumps are named: ``sqlite``, ``postgresql`` or ``mariadb``."""
        return driver_named(self.database).get_backend_name()

    def settings(self, *, guarded: bool) -> CrmSettings:
        """With a guard around customers a workflow is step by step, without it one commit."""
        return CrmSettings.load(
            database_url=self.database,
            processes_url=self.processes,
            runner=RunnerKind.DURABLE,
            tenant=TENANTS[0],
            operations=_OPERATIONS,
            guards={PartnerRole.CUSTOMERS: GuardSettings(breaker_failures=5)} if guarded else {},
            live=LiveSettings(enabled=True),
            webhooks=WebhookSettings(allow_private=True),
            encryption=EncryptionSettings(keys=SecretStr(KEY)),
            notifications=NotificationSettings.model_validate(
                {"email": {"host": NOWHERE[0], "port": NOWHERE[1], "tls": "none", "sender": "crm@example.com"}}
            ),
        )

    def open(self, *, guarded: bool = False, works_off_queues: bool = False, **parts: Any) -> Crm:
        settings = self.settings(guarded=guarded)
        return open_crm(settings=settings, works_off_queues=works_off_queues, **parts)


def place_at(url: str, folder: object) -> Place:
    """Processes are kept where they are by default, and for a MariaDB in a SQLite file."""
    if make_url(url).get_backend_name() in {"mysql", "mariadb"}:
        return Place(url, f"sqlite:///{folder}/processes.db")
    return Place(url, processes_url(CrmSettings.load(database_url=url)))

"""A worker of the storm: runs queues, fires timers and delivers the outbox until it is told to stop, or is killed."""

import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from client import Address
from partner_crm import open_crm_with_partners

from crm_adapters.wiring import CrmSettings, RunnerKind
from crm_operations.settings import (
    OperationsSettings,
    ProcessSettings,
    QualificationSettings,
    RelaySettings,
    RetrySettings,
    TimerSettings,
)
from crm_operations.testing import WITHOUT_RATES


class WorkerConfig(NamedTuple):
    """All a worker has to know. ``log`` is where it writes what it has to say."""

    settings: CrmSettings
    partner_server: Address
    authkey: str
    log: Path


def storm_settings(url: str) -> CrmSettings:
    """Every lead passes the gate, and who dies is missed soon: there is more dying here than in a year elsewhere."""
    operations = OperationsSettings(
        approvals=WITHOUT_RATES,
        qualification=QualificationSettings(minimum_score=0, minimum_activities=0),
        processes=ProcessSettings(
            lease_seconds=3,
            max_recoveries=1_000,
            concurrency=6,
            tenant_concurrency=12,
            poll_seconds=0.05,
            grace_seconds=10,
        ),
        retry=RetrySettings(run_lease_seconds=10),
        timers=TimerSettings(lease_seconds=3, poll_seconds=0.2, initial_seconds=0.2, batch_size=20, attempts=1_000),
        relay=RelaySettings(lease_seconds=3, poll_seconds=0.2, initial_seconds=0.2, batch_size=50),
    )
    return CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE, operations=operations)


def serve(config: WorkerConfig) -> None:
    """Ends with 0 when it was told to stop and left nothing."""
    with config.log.open("a") as log:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), stream.fileno())
    threading.Thread(target=_follow, name="follow", daemon=True).start()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    url = config.settings.database_url
    with open_crm_with_partners(
        url, config.partner_server, config.authkey, settings=config.settings, works_off_queues=True
    ) as crm:
        report = crm.worker().run(stop)
    sys.exit(int(bool(report.failing) or report.left > 0))


def _follow() -> None:
    """Nobody is left behind when the storm itself is ended."""
    if (storm := multiprocessing.parent_process()) is not None:
        storm.join()
        os._exit(1)

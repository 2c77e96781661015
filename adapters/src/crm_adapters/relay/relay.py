"""Delivers the outbox: at least once, in order for each entity, with growing pauses, and never for ever (REL-002).

Claiming and settling are short transactions; none is open while a handler calls another system.
"""

import random
import threading
from collections.abc import Callable, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

import structlog
from sqlalchemy import RowMapping
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from crm_adapters.encryption import KeyMissing
from crm_adapters.loops import Loops, text_of
from crm_adapters.relay.batch import Batch, RelayRun
from crm_adapters.relay.fairness import Circuits, Destination, destination_of
from crm_adapters.relay.handlers import Handlers, Undeliverable
from crm_adapters.relay.outbox_queue import (
    Failure,
    OutboxQueue,
    Share,
    attempt_of,
    entity_of,
    is_suspect,
    message_of,
)
from crm_adapters.relay.outbox_statements import LOST
from crm_adapters.storage import Database
from crm_core.clock import Clock
from crm_core.errors import Unavailable
from crm_core.texts import fit
from crm_operations.records import OutboxMessage
from crm_operations.settings import RelaySettings

T = TypeVar("T")

LARGEST_BATCH = 1_000
"""One statement names every message of a batch."""
WAITS_FOR_A_KEY = timedelta(minutes=1)
"""The pause before it is checked again whether a missing key is back."""
LONGEST_ERROR = 2_000
LANES = 8
"""Tenants whose deliveries of a batch are made at the same time."""

_TENANT = itemgetter("tenant_id")

_log = structlog.get_logger(__name__)


class Relay:
    """Any number of workers may run at once, in one process or many."""

    def __init__(
        self,
        database: Database,
        handlers: Handlers,
        clock: Clock,
        settings: RelaySettings | None = None,
        *,
        share: Share = Share.EVERYTHING,
        chance: Callable[[], float] = random.random,
        loops: Loops | None = None,
        circuits: Circuits | None = None,
    ) -> None:
        """``chance`` draws from 0 up to but not including 1, and spreads the retries."""
        self._database = database
        self._share = share
        self._loops = loops or Loops()
        self._queue = OutboxQueue(database, share)
        self._handlers = handlers
        self._clock = clock
        self._settings = settings or RelaySettings()
        self._circuits = circuits or circuits_of(self._settings)
        self._chance = chance

    def run_once(self, limit: int | None = None) -> RelayRun:
        """Delivers one batch of what is due. Raises Unavailable when the database does not answer."""
        at_most = min(limit or self._settings.batch_size, LARGEST_BATCH)
        claimed_at = self._clock.now()
        lease = timedelta(seconds=self._settings.lease_seconds)
        claimed = self._patiently(lambda: self._queue.claim(claimed_at, claimed_at + lease, at_most))
        batch = Batch(claimed)
        try:
            handled = self._handle_locally(claimed)
            # The other half of the lease is for the current message and for settling.
            reach = claimed_at + lease / 2
            is_served = False
            while (row := batch.next()) is not None:
                if batch.has_begun and self._clock.now() > reach:
                    break
                if is_suspect(row):
                    self._serve(batch, reach)
                    is_served = True
                    self._settle(batch)
                batch.take(row, self._deliver(row, is_handled=row["id"] in handled))
            if not is_served:
                self._serve(batch, reach)
        finally:
            batch.release_the_rest()
            self._settle(batch)
        return batch.report

    def run_until_empty(self) -> RelayRun:
        """Delivers until nothing is due; what waits for its retry is not."""
        total = RelayRun()
        while (run := self.run_once()).claimed:
            total += run
        return total

    def run_forever(self, stop: threading.Event) -> None:
        """Delivers until it is stopped; after an error it waits, longer each time, and tries again."""
        loop = self._loops.named(f"relay of {self._share}")
        loop.run(lambda: 0.0 if self.run_once().claimed else self._settings.poll_seconds, stop)

    def dead(
        self, tenant_id: str | None = None, *, limit: int = 500, topic: str | None = None
    ) -> Sequence[OutboxMessage]:
        """The dead-letter list, oldest first, each with its last error; of one topic, if it is named."""
        return self._queue.dead(tenant_id, limit, topic)

    def retry(self, ids: Sequence[str] | None = None, *, tenant_id: str | None = None, topic: str | None = None) -> int:
        """Queues these dead messages again with all their attempts, or all, and answers how many."""
        return self._queue.revive(self._clock.now(), tenant_id, ids, topic)

    def prune(self, older_than: timedelta) -> int:
        """Deletes messages delivered that long ago, and answers how many; dead letters stay."""
        return self._queue.forget_delivered(self._clock.now() - older_than)

    def _serve(self, batch: Batch, reach: datetime) -> None:
        """Sends deliveries to addresses outside, tenants in parallel, so that none waits for another's addresses."""
        if len(batch.lanes) < 2:
            for lane in batch.lanes:
                self._serve_lane(batch, lane, reach)
            return
        with ThreadPoolExecutor(min(len(batch.lanes), LANES), thread_name_prefix="crm-lane") as threads:
            for served in [threads.submit(self._serve_lane, batch, lane, reach) for lane in batch.lanes]:
                served.result()

    def _serve_lane(self, batch: Batch, lane: str, reach: datetime) -> None:
        """Sends a tenant's deliveries in order, until one of its addresses does not answer."""
        while (row := batch.next_in(lane)) is not None:
            if batch.has_begun and self._clock.now() > reach:
                return
            address = destination_of(row)
            if address is not None and (until := self._circuits.open_until(address, self._clock.now())):
                batch.postpone_in(lane, until)
                continue
            failure = self._deliver(row, is_handled=False)
            batch.take_in(lane, failure)
            if failure is None or not failure.is_unanswered:
                self._note_answer(address)
                continue
            if address is not None:
                self._circuits.failed(address, self._clock.now())
            batch.release_the_rest_of(lane)

    def _note_answer(self, address: Destination | None) -> None:
        if address is not None:
            self._circuits.answered(address)

    def _handle_locally(self, claimed: Sequence[RowMapping]) -> Set[str]:
        """Calls local handlers for a tenant's messages in one commit; if one fails, each message is handled by itself.

        A message that was tried before is always handled by itself, and so are the later ones of its entity.
        """
        handled: set[str] = set()
        tried = {entity_of(row) for row in claimed if row["attempts"] > 0} - {None}
        first_tries = [
            row
            for row in claimed
            if row["attempts"] == 0 and entity_of(row) not in tried and self._handlers.has_local_handler(row["topic"])
        ]
        for tenant_id, rows in groupby(sorted(first_tries, key=_TENANT), key=_TENANT):
            messages = [message_of(row) for row in rows]
            try:
                with self._database.local_transaction(tenant_id):
                    for message in messages:
                        self._handlers.handle_locally(message)
            except Exception as failure:  # noqa: BLE001  whose fault it is shows when each goes by itself
                _log.info("relay.one_by_one", tenant=tenant_id, messages=len(messages), error=type(failure).__name__)
            else:
                handled.update(message.id for message in messages)
        return handled

    def _deliver(self, row: RowMapping, *, is_handled: bool) -> Failure | None:
        attempt = attempt_of(row)
        if attempt > self._settings.attempts:
            return self._failed(row, attempt, LOST, is_final=True)
        try:
            self._handlers.deliver(message_of(row), is_handled=is_handled)
        except KeyMissing as failure:
            _log.warning("relay.waits_for_key", message=row["id"], tenant=row["tenant_id"], topic=row["topic"])
            return Failure(row, str(failure), self._clock.now() + WAITS_FOR_A_KEY, counts=False)
        except Undeliverable as failure:
            return self._failed(row, attempt, str(failure), is_final=True)
        except Exception as failure:  # noqa: BLE001  a message nobody can stomach must not stop the others
            asked = failure.retry_after_seconds if isinstance(failure, Unavailable) else None
            is_final = attempt >= self._settings.attempts
            failed = self._failed(row, attempt, text_of(failure), is_final=is_final, asked=asked)
            return failed._replace(is_unanswered=True)
        return None

    def _failed(
        self, row: RowMapping, attempt: int, error: str, *, is_final: bool, asked: float | None = None
    ) -> Failure:
        # The error itself stays in the database: it may name people.
        names = {"message": row["id"], "tenant": row["tenant_id"], "topic": row["topic"], "attempt": attempt}
        if is_final:
            _log.error("relay.dead", **names)
        else:
            _log.warning("relay.failed", **names)
        fitted = fit(error, LONGEST_ERROR, lines=True)
        if is_final:
            return Failure(row, fitted, None)
        pause = self._settings.pause(attempt, self._chance(), asked or 0.0)
        return Failure(row, fitted, self._clock.now() + timedelta(seconds=pause))

    def _settle(self, batch: Batch) -> None:
        """Settles all at once or, where that fails, one by one, so that one failure does not stop the others."""
        if not batch.is_unsettled:
            return
        try:
            self._patiently(lambda: batch.settle(self._queue, self._clock.now()))
        except Unavailable:
            raise
        except Exception as failure:  # noqa: BLE001  whose fault it is shows when each goes by itself
            _log.warning("relay.settled_one_by_one", error=type(failure).__name__)
            self._patiently(lambda: batch.settle_one_by_one(self._queue, self._clock.now()))

    def _patiently(self, action: Callable[[], T]) -> T:
        return Retrying(
            retry=retry_if_exception_type(Unavailable),
            stop=stop_after_attempt(4),
            wait=wait_random_exponential(multiplier=0.05, max=2.0),
            reraise=True,
        )(action)


def circuits_of(settings: RelaySettings) -> Circuits:
    return Circuits(settings.address_failures, settings.address_pause_seconds, settings.maximum_seconds)

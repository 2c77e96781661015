"""What must hold after the storm; each violation is a sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from partner_crm import check
from partner_process import PartnerServer
from snapshot import Snapshot
from sqlalchemy import Connection, Table, func, select
from timer_invariants import doubled_or_early_rungs, timers_of, timers_without_reason
from workload import CURRENCY, Workload

from crm_adapters.durable import RunState
from crm_adapters.notifiers.inbox.tables import inbox_messages
from crm_adapters.storage import EVERY_TENANT, PENDING, SqlWorkers, outbox_messages, tracked_events
from crm_adapters.storage.entities import SqlLeads, SqlOpportunities
from crm_adapters.storage.timers.tables import timers
from crm_adapters.wiring import Crm
from crm_core.errors import CrmError
from crm_core.leads import LeadStatus
from crm_core.pipelines import Outcome
from crm_operations.deal_closing import Closing
from crm_operations.lead_conversion import Conversion
from crm_operations.process import Answer
from crm_operations.records import NOTICE_TOPIC, TimerState

MANY = 10_000


class Checks:
    """``accepted`` are the ids of the runs that were handed over, ``answers`` what those got who asked directly."""

    def __init__(
        self,
        crm: Crm,
        partner_server: PartnerServer,
        workloads: Sequence[Workload],
        accepted: set[str],
        answers: Mapping[str, Answer],
    ) -> None:
        self.executions: Counter[int] = Counter()
        self.timers: Counter[TimerState] = Counter()
        self.timers_taken_over = 0
        self._crm = crm
        self._partner_server = partner_server
        self._stocks = workloads
        self._accepted = accepted
        self._answers_told = answers

    def flaws(self) -> list[str]:
        return [
            *(flaw for workload in self._stocks for flaw in self._of(workload)),
            *self._undelivered(),
            *self._unforgotten_workers(),
        ]

    def _of(self, workload: Workload) -> Iterator[str]:
        yield from self._runs(workload)
        yield from self._answers(workload)
        yield from self._totals(workload)
        yield from self._news(workload)
        yield from self._timers(workload)
        for flaw in check(self._crm, self._partner_server, workload.actor.tenant_id):
            yield f"{workload.actor.tenant_id}: {flaw}"

    def _runs(self, workload: Workload) -> Iterator[str]:
        """Every accepted command is one run that is done, and there is no other."""
        runs = {run.id: run for run in self._crm.processes.list(workload.actor, limit=MANY)}
        expected = {request.process_id for request in workload.requests}
        for run_id in sorted(expected - runs.keys()):
            yield f"{run_id} was {'accepted' if run_id in self._accepted else 'never accepted'}, and nobody knows it"
        for run in runs.values():
            self.executions[run.executions] += 1
            if run.id not in expected:
                yield f"{run.id} ran, and nobody asked for it"
            if run.state is not RunState.DONE:
                yield f"{run.id} is {run.state}: {run.error}"

    def _answers(self, workload: Workload) -> Iterator[str]:
        """Who asks once more is told what came of it the first time, and whoever asked before was told the same."""
        results: set[str] = set()
        for request in workload.requests:
            try:
                answer = request.ask(self._crm)
            except CrmError as error:
                yield f"{request.process_id} answers {type(error).__name__}: {error}"
                continue
            if answer != self._answers_told.get(request.process_id, answer):
                yield f"{request.process_id} answered {self._answers_told[request.process_id]} and later {answer}"
            if not isinstance(answer, Conversion | Closing):
                yield f"{request.process_id} answers {answer}"
            elif answer.opportunity_id in results:
                yield f"{request.process_id} answers with deal {answer.opportunity_id} as another one does"
            else:
                results.add(answer.opportunity_id)

    def _totals(self, workload: Workload) -> Iterator[str]:
        (figures,) = self._crm.analytics.get_pipeline_summary(workload.actor).currencies
        found = {
            f"open deals in {CURRENCY}": (figures.open_count, workload.conversions),
            "won deals": (figures.won_count, workload.wins),
            "lost deals": (figures.lost_count, workload.losses),
            "minor units open": (figures.open_minor, workload.open_minor),
            "minor units won": (figures.won_minor, workload.won_minor),
        }
        for what, (count, expected) in found.items():
            if count != expected:
                yield f"{workload.actor.tenant_id} has {count} {what} instead of {expected}"

    def _news(self, workload: Workload) -> Iterator[str]:
        """What was announced is known to analytics and to whom it was for, once and nothing else."""
        mine = workload.actor.tenant_id
        with self._crm.database.reading(mine) as connection:
            announced = connection.execute(
                select(outbox_messages.c.id, outbox_messages.c.topic).where(outbox_messages.c.tenant_id == mine)
            ).all()
            tracked = _delivery_ids(connection, tracked_events, mine)
            notified = _delivery_ids(connection, inbox_messages, mine)
        notices = {f"{message.id}:{NOTICE_TOPIC}" for message in announced if message.topic == NOTICE_TOPIC}
        events = {f"{message.id}:analytics" for message in announced if message.topic != NOTICE_TOPIC}
        for what, found, expected in (("event", tracked, events), ("notice", notified, notices)):
            if not expected:
                yield f"{mine} announced no {what}"
            if found != expected:
                missing, strange = len(expected - found), len(found - expected)
                yield f"{mine}: {missing} {what}s reached nobody, and {strange} that did were never announced"

    def _timers(self, workload: Workload) -> Iterator[str]:
        """Each rung acted once, and nothing waits for what has ended."""
        seen = Snapshot.taken(workload.actor.tenant_id, self._crm.database, self._partner_server.database)
        yield from doubled_or_early_rungs(self._crm, workload.actor, seen)
        yield from timers_without_reason(self._crm, workload.actor, seen)
        for timer in timers_of(self._crm, workload.actor):
            self.timers[timer.state] += 1
            self.timers_taken_over += timer.state is TimerState.FIRED and timer.attempts > 1
            if timer.state is TimerState.FAILED:
                yield f"timer {timer.kind} {timer.rung} of {timer.subject.id} was given up: {timer.last_error}"

    def _undelivered(self) -> Iterator[str]:
        for message in self._crm.relay.dead():
            yield f"{message.topic} of {message.about} is dead: {message.last_error}"
        if waiting := undelivered(self._crm):
            yield f"{waiting} messages are not delivered"

    def _unforgotten_workers(self) -> Iterator[str]:
        for worker in SqlWorkers(self._crm.database).known():
            if worker.kind == "worker":
                yield f"worker {worker.id} is gone, and nobody took over from it"


def _delivery_ids(connection: Connection, arrived: Table, tenant_id: str) -> set[str]:
    query = select(arrived.c.delivery_id).where(arrived.c.tenant_id == tenant_id)
    return {row.delivery_id for row in connection.execute(query)}


def is_idle(crm: Crm, workloads: Sequence[Workload]) -> bool:
    """Whether nothing is queued or running."""
    return not any(
        crm.processes.list(workload.actor, state=state, limit=1)
        for workload in workloads
        for state in (RunState.QUEUED, RunState.RUNNING)
    )


def busy(crm: Crm) -> set[int]:
    """The process ids of the workers that are running something."""
    at_work = crm.container.workflows.durable().engine.executors_at_work()
    return {worker.pid for worker in SqlWorkers(crm.database).known() if worker.id in at_work}


def done(crm: Crm) -> int:
    """How many leads are converted and deals closed."""
    leads, deals = SqlLeads.table, SqlOpportunities.table
    converted = select(func.count()).where(leads.c.status == LeadStatus.CONVERTED_TO_OPPORTUNITY.value)
    closed = select(func.count()).where(deals.c.outcome != Outcome.OPEN.value)
    with crm.database.reading(EVERY_TENANT) as connection:
        return int(connection.execute(converted).scalar_one() + connection.execute(closed).scalar_one())


def unfired(crm: Crm) -> int:
    """Timers that are due."""
    due = (timers.c.state == TimerState.PENDING.value) & (timers.c.trigger_at <= crm.clock.now())
    with crm.database.reading(EVERY_TENANT) as connection:
        return int(connection.execute(select(func.count()).where(due)).scalar_one())


def undelivered(crm: Crm) -> int:
    waiting = select(func.count()).where(outbox_messages.c.state == PENDING)
    with crm.database.reading(EVERY_TENANT) as connection:
        return int(connection.execute(waiting).scalar_one())

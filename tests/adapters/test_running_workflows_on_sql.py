"""Workflows on real databases: one run for ten who ask at once, and one commit for all where that is wished."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from rows_read import note_sizes, work_of
from sqlalchemy import insert

from crm_adapters.embedded import EmbeddedCustomers
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords, SqlRunLog
from crm_adapters.storage.kernel.record_tables import runs as runs_table
from crm_core.actor import Actor
from crm_core.errors import CrmError, Refused, Unavailable
from crm_core.identity import NumberKind
from crm_core.leads import LeadFilter
from crm_core.testing import START, VirtualClock, a_lead, at_once, refusals, tenant_named_after
from crm_core.values import Value
from crm_operations.process import Answer, Attempt, InProcessRunner, NonFinal, Saga
from crm_operations.providers import Customer, CustomerDraft
from crm_operations.settings import RetrySettings

AT_ONCE = RetrySettings(initial_seconds=0, maximum_seconds=0)
MAIL = "ada@example.com"


class BookJourney(Value):
    mail: str = MAIL


class Done(Answer):
    lead_number: str
    customer_id: str


class NotThisTime(NonFinal):
    pass


class Capture:
    """Creates a customer, then keeps a lead with a number; the first ``troubles`` runs come to grief at the end."""

    name = process = "capture"
    command = BookJourney
    answers = (Done, Customer)

    def __init__(self, database: Database, troubles: Sequence[CrmError] = ()) -> None:
        self.customers = EmbeddedCustomers(database, VirtualClock(), new_id)
        self.records = SqlRecords(database, VirtualClock(), new_id)
        self.runs = 0
        self._troubles = list(troubles)

    def require_subject(self, actor: Actor, command: BookJourney) -> None:
        """There is none before."""

    def run(self, saga: Saga, actor: Actor, command: BookJourney) -> Done:
        self.runs += 1
        key = saga.key("customer")
        draft = CustomerDraft(name="Analytical Engines", email=command.mail)
        customer = saga.step(
            "create customer",
            lambda: self.customers.create_from_lead(actor.tenant_id, draft, key=key),
            undo=lambda made: self.customers.discard(actor.tenant_id, made.id, key=key),
        )
        number = saga.step("keep lead", lambda: self._keep(actor))
        return Done(lead_number=number, customer_id=customer.id)

    def _keep(self, actor: Actor) -> str:
        with self.records.writing(actor) as work:
            number = work.numbers.next(NumberKind.LEAD, 2026)
            work.leads.add(a_lead(tenant_id=actor.tenant_id, lead_number=number))
            if self._troubles:
                raise self._troubles.pop(0)
        return number

    def left_behind(self, actor: Actor) -> tuple[int, bool]:
        """How many leads there are, and whether there is a customer."""
        with self.records.reading(actor) as work:
            leads = len(work.leads.find(LeadFilter()))
        return leads, self.customers.find_by_email(actor.tenant_id, MAIL) is not None


@pytest.fixture(params=["local_transaction", "step by step"])
def runner(request: pytest.FixtureRequest, database: Database) -> InProcessRunner:
    local_transaction = (
        (lambda actor: database.local_transaction(actor.tenant_id)) if request.param == "local_transaction" else None
    )
    return InProcessRunner(SqlRunLog(database), VirtualClock(), AT_ONCE, local_transaction)


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada")


def test_ten_who_ask_at_once_get_the_answer_of_one_run(
    runner: InProcessRunner, database: Database, actor: Actor
) -> None:
    workflow = Capture(database)
    everybody = Barrier(10)

    def ask() -> Done:
        everybody.wait()
        return runner.start(workflow, "capture:1", actor, BookJourney())

    outcomes = at_once([ask] * 10, threads=10)

    assert refusals(outcomes) == []
    assert len({str(outcome) for outcome in outcomes}) == 1
    assert workflow.runs == 1
    assert workflow.left_behind(actor) == (1, True)


@pytest.mark.requirement("REL-001", "BR-004")
def test_a_refusal_leaves_nothing_and_the_next_one_may_try(
    runner: InProcessRunner, database: Database, actor: Actor
) -> None:
    workflow = Capture(database, [Refused("the door is locked")])

    with pytest.raises(Refused, match="the door is locked"):
        runner.start(workflow, "capture:1", actor, BookJourney())
    assert workflow.left_behind(actor) == (0, False)

    assert runner.start(workflow, "capture:1", actor, BookJourney()).lead_number == "LEAD-2026-0001"
    assert workflow.left_behind(actor) == (1, True)


@pytest.mark.requirement("REL-005")
def test_a_moment_without_an_answer_is_got_over(runner: InProcessRunner, database: Database, actor: Actor) -> None:
    workflow = Capture(database, [Unavailable("no line"), Unavailable("no line")])

    assert runner.start(workflow, "capture:1", actor, BookJourney()).lead_number == "LEAD-2026-0001"
    assert workflow.left_behind(actor) == (1, True)


@pytest.mark.requirement("INT-004")
def test_twenty_processes_at_once_number_without_gaps(
    runner: InProcessRunner, database: Database, actor: Actor
) -> None:
    class CaptureMany(Capture):
        def _keep(self, actor: Actor) -> str:
            with self.records.writing(actor) as work:
                number = work.numbers.next(NumberKind.LEAD, 2026)
                work.leads.add(a_lead(id=new_id(), tenant_id=actor.tenant_id, lead_number=number))
            return number

    workflow = CaptureMany(database)

    def ask(count: int) -> str:
        return runner.start(workflow, f"capture:{count}", actor, BookJourney(mail=f"{count}@example.com")).lead_number

    outcomes = at_once([partial(ask, count) for count in range(20)])

    assert refusals(outcomes) == []
    assert sorted(map(str, outcomes)) == [f"LEAD-2026-{count:04d}" for count in range(1, 21)]


class MayBeAskedAgain:
    """Says no, but not for ever."""

    name = process = "maybe"
    command = BookJourney
    answers = (NotThisTime,)

    def require_subject(self, actor: Actor, command: BookJourney) -> None:
        """There is none before."""

    def run(self, saga: Saga, actor: Actor, command: BookJourney) -> NotThisTime:
        return saga.commit_step("say no", NotThisTime)


def test_what_an_attempt_came_to_is_forgotten_and_what_is_final_is_not(
    database: Database, request: pytest.FixtureRequest
) -> None:
    actor = Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada")
    clock, runs = VirtualClock(), SqlRunLog(database)
    runner = InProcessRunner(runs, clock, AT_ONCE, lambda actor: database.local_transaction(actor.tenant_id))
    runner.start(Capture(database), "capture:1", actor, BookJourney())
    runner.start(MayBeAskedAgain(), "maybe:1", actor, BookJourney(), attempt=Attempt("attempt", again=False))
    assert runs.answer(actor, "attempt") is not None

    assert runs.forget_attempts(clock.now()) == 0
    assert runs.forget_attempts(clock.now() + timedelta(seconds=1)) >= 1

    assert runs.answer(actor, "attempt") is None
    assert runs.answer(actor, "capture:1") is not None


MANY = 3_000


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 5},
        {"limit": 5, "workflow": "won"},
        {"process_ids": ["won:7", "won:8"]},
        {"about": ["won:7", "lost:7"]},
    ],
    ids=" ".join,
)
def test_what_is_told_of_finished_runs_is_not_looked_for_among_all_of_them(
    database: Database, request: pytest.FixtureRequest, query: dict[str, Any]
) -> None:
    actor = Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada")
    rows = [
        {"tenant_id": actor.tenant_id, "process_id": f"won:{number}", "workflow": "won", "user_id": "ada"}
        | {"request_hash": "", "answer": "{}", "claimed_at": at, "claimed_until": at, "finished_at": at}
        | {"durable_since": at if number % 2 else None}
        for number, at in ((number, START + timedelta(seconds=number)) for number in range(MANY))
    ]
    with database.writing(actor.tenant_id) as connection:
        connection.execute(insert(runs_table), rows)
    note_sizes(database.engine, "crm_runs")

    with database.local_transaction(actor.tenant_id):
        joint = database.joint
        assert joint is not None
        read = work_of(joint.connection, lambda: SqlRunLog(database).finished_runs(actor, **query))

    assert read < MANY / 3, "on SQLite steps of its machine, elsewhere rows"

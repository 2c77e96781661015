"""Ten who decide at once, on each database: one decides, the others are told what was decided; so it is of tasks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint
from uuid import uuid4

import pytest

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_adapters.wiring.strategies import GROUP, loaded
from crm_core.activities import LogActivity, TaskAnswer
from crm_core.actor import Actor, Role
from crm_core.approvals import ApprovalFilter, ApprovalLevel, ApprovalState, Asked, DealApprovalPolicy
from crm_core.leads import CreateLead
from crm_core.opportunities import CreateOpportunity
from crm_core.voting import AlreadyDecided, Answer, Responses, Strategies, StrategyUnusable
from crm_operations.deal_approval import RequestApproval
from crm_operations.providers import CustomerDraft, Person
from crm_operations.settings import ApprovalSettings, OperationsSettings

MANAGERS = 10
EVERY_MANAGER = OperationsSettings(
    approvals=ApprovalSettings(deals=DealApprovalPolicy(asked={ApprovalLevel.MANAGER: Asked(role=Role.MANAGER)}))
)


@pytest.fixture
def crm(migrated_url: str) -> Iterator[Crm]:
    with open_crm(migrated_url, settings_for=lambda _: EVERY_MANAGER) as opened:
        yield opened


@pytest.fixture
def me(crm: Crm) -> Actor:
    actor = administrator(f"tenant-{uuid4().hex}")
    crm.initialise(actor)
    crm.people.add(actor.tenant_id, Person(id="rita", name="Rita"))
    for number in range(MANAGERS):
        crm.people.add(actor.tenant_id, Person(id=f"boss-{number}", name="Boss", roles=frozenset({Role.MANAGER})))
    return actor


def asked(crm: Crm, me: Actor) -> str:
    customer = crm.customers.create_from_lead(me.tenant_id, CustomerDraft(name="Engines"), key="engines")
    request = CreateOpportunity(
        name="Engine",
        party_id=customer.id,
        assigned_to="rita",
        currency_code="USD",
        expected_revenue_minor=1_000_000,
    )
    deal = crm.deals.open(me, request)
    return crm.deal_approval.request(me, RequestApproval(opportunity_id=deal.id)).request_id


def test_ten_decide_at_once_and_one_of_them_does(crm: Crm, me: Actor) -> None:
    request_id = asked(crm, me)

    def decide(number: int) -> str:
        boss = Actor(tenant_id=me.tenant_id, user_id=f"boss-{number}", roles=frozenset({Role.MANAGER}))
        say = crm.approvals.approve if number % 2 else crm.approvals.reject
        try:
            return f"decided: {say(boss, request_id).state}"
        except AlreadyDecided as late:
            return f"late: {late.facts['state']}"

    with ThreadPoolExecutor(MANAGERS) as pool:
        answers = list(pool.map(decide, range(MANAGERS)))

    [request] = crm.approvals.list(me, ApprovalFilter())
    assert request.state in {ApprovalState.APPROVED, ApprovalState.REJECTED}
    assert len(request.votes) == 1
    assert sorted(answers) == [f"decided: {request.state}", *[f"late: {request.state}"] * (MANAGERS - 1)]
    assert crm.audit.verify(me).holds


def test_ten_ask_at_once_and_there_is_one_request(crm: Crm, me: Actor) -> None:
    asked(crm, me)
    [first] = crm.approvals.list(me, ApprovalFilter())
    crm.approvals.recall(me, first.id, "again")

    with ThreadPoolExecutor(MANAGERS) as pool:
        command = RequestApproval(opportunity_id=first.subject.id)
        answers = set(pool.map(lambda _: crm.deal_approval.request(me, command).request_id, range(MANAGERS)))

    assert len(answers) == 1
    assert len(crm.approvals.list(me, ApprovalFilter(state=ApprovalState.PENDING))) == 1


def test_ten_answer_a_task_at_once_and_one_of_them_decides(crm: Crm, me: Actor) -> None:
    lead = crm.leads.capture(me, CreateLead(name="Ada")).lead
    bosses = tuple(f"boss-{number}" for number in range(MANAGERS))
    facts = {"related": lead.ref, "activity_type": "task", "subject": "Check", "due_date": crm.clock.now()}
    task = crm.activities.log(me, LogActivity.model_validate({**facts, "assignees": bosses, "strategy": "quorum:3"}))

    def answer(user_id: str) -> str:
        boss = Actor(tenant_id=me.tenant_id, user_id=user_id, roles=frozenset({Role.MANAGER}))
        try:
            return "decided" if crm.activities.answer(boss, task.id, TaskAnswer.DONE).completed_at else "counted"
        except AlreadyDecided as late:
            return f"late: {late.facts['state']} by {late.facts['by']}"

    with ThreadPoolExecutor(MANAGERS) as pool:
        answers = sorted(pool.map(answer, bosses))

    done = crm.activities.get(me, task.id)
    assert answers == ["counted"] * 2 + ["decided"] + [f"late: done by {done.completed_by}"] * (MANAGERS - 3)
    assert len(done.answers) == 3
    assert crm.audit.verify(me).holds


class Veto:
    def can_proceed(self, responses: Responses) -> Answer:
        return Answer.NO if responses.no else Answer.OPEN


def broken() -> None:
    raise RuntimeError("no licence")


class Plugin(EntryPoint):
    """An entry point of a package that is not installed."""

    def load(self) -> object:
        return {"veto": Veto, "broken": broken, "other": object}[self.name]


@pytest.mark.requirement("FR-EXT-003")
def test_packages_bring_strategies_and_a_broken_one_spoils_no_other() -> None:
    plugins = [Plugin(name, "somewhere:Strategy", GROUP) for name in ("broken", "other", "veto")]

    strategies = Strategies(lambda: loaded(plugins))

    assert strategies.answer("veto", Responses(electorate=("ada",))) is Answer.OPEN
    with pytest.raises(StrategyUnusable, match="use one of unison, majority, first, quorum:N, veto"):
        strategies.named("broken")

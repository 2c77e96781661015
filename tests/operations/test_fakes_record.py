"""What application tests lean on: fakes remember what they were asked, fail where told to, and show the whole world."""

from contextlib import suppress
from functools import partial

import pytest

from crm_core.actor import Actor
from crm_core.errors import Conflict, CrmError, Unavailable
from crm_core.identity import NumberKind
from crm_core.leads import LeadFilter, LeadStatus
from crm_core.testing import START, TENANT, Ids, VirtualClock, a_lead, at_once, refusals
from crm_operations.providers import CustomerDraft, Message, Notice, TrackedEvent
from crm_operations.testing import (
    FakeAnalytics,
    FakeCustomers,
    FakeNotifications,
    FakeOrders,
    FakePeople,
    FakeQuotations,
    FakeRecords,
    FakeRunLog,
    FakeWorld,
    RemoteCallInTransaction,
    UnitsOfWorkNested,
)

pytestmark = pytest.mark.requirement("TST-CRMOP-0098")

DRAFT = CustomerDraft(name="Analytical Engines", email="ada@example.com")


def test_a_fake_remembers_what_it_was_asked_in_order(crm_customers: FakeCustomers) -> None:
    crm_customers.find_by_email(TENANT, "ada@example.com")
    created = crm_customers.create_from_lead(TENANT, DRAFT, key="p/1")
    crm_customers.link_to_opportunity(TENANT, created.id, opportunity_id="deal")

    assert [(call.method, dict(call.arguments)) for call in crm_customers.asked] == [
        ("find_by_email", {"tenant_id": TENANT, "email": "ada@example.com"}),
        ("create_from_lead", {"tenant_id": TENANT, "draft": DRAFT, "key": "p/1"}),
        ("link_to_opportunity", {"tenant_id": TENANT, "customer_id": created.id, "opportunity_id": "deal"}),
    ]
    assert crm_customers.changed_by == ["create_from_lead", "link_to_opportunity"]


def test_a_fake_fails_before_its_effect(crm_customers: FakeCustomers) -> None:
    crm_customers.fail("create_from_lead", Unavailable("no line"))

    with pytest.raises(Unavailable, match="no line"):
        crm_customers.create_from_lead(TENANT, DRAFT, key="p/1")

    assert crm_customers.find_by_email(TENANT, "ada@example.com") is None
    assert [call.method for call in crm_customers.asked] == ["create_from_lead", "find_by_email"]
    assert crm_customers.create_from_lead(TENANT, DRAFT, key="p/1").name == "Analytical Engines"


def test_a_fake_fails_after_its_effect_as_if_the_answer_were_lost(crm_customers: FakeCustomers) -> None:
    crm_customers.fail("create_from_lead", Unavailable("no line"), after=True)

    with pytest.raises(Unavailable, match="no line"):
        crm_customers.create_from_lead(TENANT, DRAFT, key="p/1")

    existing = crm_customers.find_by_email(TENANT, "ada@example.com")
    assert existing is not None
    assert crm_customers.create_from_lead(TENANT, DRAFT, key="p/1") == existing


def test_a_fake_fails_as_often_as_told(crm_customers: FakeCustomers) -> None:
    crm_customers.fail("exists", Unavailable("first"), times=2)
    crm_customers.fail("exists", Unavailable("then"), times=None)

    assert [_problem(crm_customers) for _ in range(4)] == ["first", "first", "then", "then"]
    crm_customers.recover()
    assert _problem(crm_customers) is None


@pytest.mark.parametrize(
    "fake",
    [
        FakeCustomers(Ids()),
        FakeQuotations(VirtualClock(), Ids()),
        FakeOrders(FakeQuotations(VirtualClock(), Ids()), VirtualClock(), Ids()),
        FakeNotifications(),
        FakeAnalytics(),
        FakePeople(),
        FakeRunLog(),
        FakeRecords(VirtualClock(), Ids()),
    ],
    ids=lambda fake: type(fake).__name__,
)
def test_a_misspelled_method_is_told_at_once(fake: FakeCustomers) -> None:
    for name in ("creat", "known", "asked", "__init__"):
        with pytest.raises(AttributeError, match="could fail"):
            fake.fail(name, Unavailable("never"))


def test_a_commit_can_fail_so_that_nothing_was_kept(crm_records: FakeRecords, crm_actor: Actor) -> None:
    crm_records.fail("commit", Unavailable("no line"))

    with pytest.raises(Unavailable, match="no line"), crm_records.writing(crm_actor) as work:
        work.leads.add(a_lead())

    assert crm_records.entities(TENANT) == []


def test_a_commit_can_succeed_without_anybody_knowing(crm_records: FakeRecords, crm_actor: Actor) -> None:
    crm_records.fail("commit", Unavailable("no line"), after=True)

    with pytest.raises(Unavailable, match="no line"), crm_records.writing(crm_actor) as work:
        work.leads.add(a_lead())

    assert len(crm_records.entities(TENANT)) == 1


def test_records_show_what_was_announced_and_noticed(crm_records: FakeRecords, crm_actor: Actor) -> None:
    lead, contacted = a_lead().contacted(at=START)
    notice = Notice(tenant_id=TENANT, users=("ada",), message=Message(title="New", body="A lead.", reason="Yours."))
    with crm_records.writing(crm_actor) as work:
        work.leads.add(lead)
        work.outbox.announce(contacted)
        work.outbox.notify(notice)

    assert crm_records.announced == [contacted]
    assert crm_records.notices == [notice]
    assert [message.topic for message in crm_records.outbox] == ["lead.contacted", "notice"]
    assert crm_records.now(lead).status is LeadStatus.CONTACTED


def test_a_unit_of_work_in_another_is_told_instead_of_waiting_for_ever(
    crm_records: FakeRecords, crm_actor: Actor
) -> None:
    with pytest.raises(UnitsOfWorkNested), crm_records.writing(crm_actor), crm_records.writing(crm_actor):
        pass

    with crm_records.writing(crm_actor) as work:
        assert work.numbers.next(NumberKind.LEAD, 2026) == "LEAD-2026-0001"


def test_a_partner_cannot_be_asked_while_a_unit_of_work_is_written(crm_world: FakeWorld) -> None:
    with pytest.raises(RemoteCallInTransaction), crm_world.records.writing(crm_world.actor):
        crm_world.customers.create_from_lead(TENANT, DRAFT, key="p/1")

    assert crm_world.customers.find_by_email(TENANT, "ada@example.com") is None


def test_together_partners_are_part_of_the_commit(crm_world: FakeWorld) -> None:
    before = crm_world.snapshot()

    with pytest.raises(CrmError, match="a slip"), crm_world.local_transaction(crm_world.actor):
        _do_something_and_fail(crm_world)
    assert crm_world.snapshot() == before

    with crm_world.local_transaction(crm_world.actor):
        _do_something_everywhere(crm_world)
    assert crm_world.snapshot() != before


def test_together_nothing_is_kept_once_a_part_failed(crm_world: FakeWorld) -> None:
    before = crm_world.snapshot()

    with pytest.raises(Conflict, match="none of it was kept"), crm_world.local_transaction(crm_world.actor):
        _go_on_past_a_failure(crm_world)

    assert crm_world.snapshot() == before


@pytest.mark.parametrize("partner", ["customers", "notifications", "analytics", "records"])
def test_a_snapshot_sees_every_effect(crm_world: FakeWorld, partner: str) -> None:
    before = crm_world.snapshot()
    assert crm_world.snapshot() == before

    _EFFECTS[partner](crm_world)

    assert crm_world.snapshot() != before


def test_a_world_tells_the_order_across_partners(crm_world: FakeWorld) -> None:
    _EFFECTS["customers"](crm_world)
    crm_world.customers.find_by_email(TENANT, "nobody@example.com")
    _EFFECTS["records"](crm_world)
    _EFFECTS["notifications"](crm_world)

    assert crm_world.changed_by == ["customers.create_from_lead", "records.commit", "notifications.notify"]
    assert [str(call) for call in crm_world.asked] == [
        "customers.create_from_lead",
        "customers.find_by_email",
        "records.writing",
        "records.commit",
        "notifications.notify",
    ]


def test_the_workload_of_a_person_counts_their_open_leads(crm_world: FakeWorld) -> None:
    crm_world.people.known(TENANT, "rep")
    crm_world.preload(
        a_lead(1, assigned_to="rep"),
        a_lead(2, assigned_to="rep", status=LeadStatus.DISQUALIFIED),
        a_lead(3, assigned_to="other"),
    )
    crm_world.people.busy(TENANT, "rep", 4)

    assert [load.open_leads for load in crm_world.people.open_workload(TENANT, ["rep", "other"])] == [5, 1]


def test_ten_threads_can_share_a_world(crm_world: FakeWorld) -> None:
    def capture(count: int) -> None:
        crm_world.customers.create_from_lead(TENANT, DRAFT.model_copy(update={"email": f"{count}@x"}), key=f"p/{count}")
        with crm_world.records.writing(crm_world.actor) as work:
            work.leads.add(a_lead(count, lead_number=work.numbers.next(NumberKind.LEAD, 2026)))

    outcomes = at_once([partial(capture, count) for count in range(1, 31)])

    assert refusals(outcomes) == []
    with crm_world.records.reading(crm_world.actor) as work:
        numbers = sorted(lead.lead_number for lead in work.leads.find(LeadFilter()))
    assert numbers == [f"LEAD-2026-{count:04d}" for count in range(1, 31)]
    assert len(crm_world.snapshot()["customers"]) == 30


def _problem(customers: FakeCustomers) -> str | None:
    try:
        customers.exists(TENANT, "anybody")
    except Unavailable as problem:
        return str(problem)
    return None


def _do_something_everywhere(world: FakeWorld) -> None:
    for effect in _EFFECTS.values():
        effect(world)


def _do_something_and_fail(world: FakeWorld) -> None:
    _do_something_everywhere(world)
    raise CrmError("a slip")


def _go_on_past_a_failure(world: FakeWorld) -> None:
    _do_something_everywhere(world)
    with suppress(CrmError), world.records.writing(world.actor):
        raise CrmError("a slip")


def _store_a_lead(world: FakeWorld) -> None:
    with world.records.writing(world.actor) as work:
        work.leads.add(a_lead())


_EFFECTS = {
    "customers": lambda world: world.customers.create_from_lead(TENANT, DRAFT, key="p/1"),
    "notifications": lambda world: world.notifications.notify(
        TENANT, "ada", Message(title="New", body="A lead.", reason="Yours."), delivery_id="d/1"
    ),
    "analytics": lambda world: world.analytics.track(TENANT, TrackedEvent(name="seen", at=START), delivery_id="d/1"),
    "records": _store_a_lead,
}

"""What people do in Tryton itself is seen here: deals close, and whoever was slower is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from threading import Event
from unittest.mock import create_autospec

import pytest
from partner_crm import open_tenant, ready_opportunity
from structlog.testing import capture_logs
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed
from tryton_backend import TrytonBackend
from tryton_crm import Place

from crm_adapters.storage import SqlBookmarks
from crm_adapters.tryton import SyncResult, Tryton, TrytonSync
from crm_adapters.tryton.sync import BOOKMARK
from crm_adapters.wiring import Crm, PartnerRole, RunnerKind, open_crm, sales_sync
from crm_adapters.wiring.settings import EMBEDDED
from crm_adapters.wiring.sold_elsewhere import syncs_sales
from crm_adapters.wiring.tryton import TRYTON
from crm_core.actor import Actor, NotPermitted, Permission, Role
from crm_core.approvals import ApprovalFilter, ApprovalLevel
from crm_core.errors import ChangedMeanwhile, Forbidden, Invalid
from crm_core.opportunities import AcceptedSale, UpdateOpportunity
from crm_core.pipelines import Outcome, StageTemplate, UpdatePipeline
from crm_operations.providers import CustomerDraft, CustomerUpdate, Person, QuotationLine, QuotationUpdate
from crm_operations.quote_to_order import QuoteOpportunity
from crm_operations.settings import MaintenanceSettings
from crm_operations.work_queue import WorkKind, WorkQuery


def written(tryton: Tryton, sale: int) -> datetime:
    (found,) = tryton.client("acme").find("sale.sale", [["id", "=", sale]], ["write_date"])
    moment: datetime = found["write_date"]
    return moment


@pytest.fixture
def sync(crm: Crm, tryton: Tryton) -> TrytonSync:
    return TrytonSync(tryton, crm.deals, crm.closing, crm.deal_approval, SqlBookmarks(crm.database))


def quoted(crm: Crm, actor: Actor, email: str) -> tuple[str, int]:
    """A deal with a quotation that was sent: its id, and the sale's number over there."""
    deal = ready_opportunity(crm, actor, email)
    created = crm.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=deal.id))
    crm.quotations.mark_as_sent(actor.tenant_id, created.quotation_id, crm.clock.now())
    return deal.id, int(created.quotation_id.rpartition("-")[2])


def test_what_a_person_confirms_or_cancels_there_closes_the_deal_here(
    crm: Crm, actor: Actor, tryton: Tryton, sync: TrytonSync
) -> None:
    (won, confirmed), (lost, cancelled), (still, _) = (
        quoted(crm, actor, f"{name}@engines.example") for name in ("ada", "bea", "cyd")
    )
    assert sync.run(actor).won == ()
    client = tryton.client("acme")
    client.call_button("sale.sale", confirmed, "confirm", ["state"])
    client.call_button("sale.sale", cancelled, "cancel", ["state"])

    result = sync.run(actor)

    assert (result.won, result.lost, result.not_synced) == ((won,), (lost,), ())
    closed = {deal_id: crm.deals.get(actor, deal_id) for deal_id in (won, lost, still)}
    assert [deal.outcome for deal in closed.values()] == [Outcome.WON, Outcome.LOST, Outcome.OPEN]
    assert closed[won].converted_to_quote_id == f"acme-{confirmed}"
    assert closed[lost].lost_reason == "lost in Tryton"
    assert sync.run(actor) == SyncResult()


def test_a_sale_confirmed_there_without_the_yes_waits_and_the_last_yes_closes_the_deal(
    crm: Crm, actor: Actor, tryton: Tryton, sync: TrytonSync
) -> None:
    opportunity = ready_opportunity(crm, actor, "ada@dear.example")
    crm.people.add(actor.tenant_id, Person(id="boss", name="Boss", roles=frozenset({Role.MANAGER})))
    crm.people.add(actor.tenant_id, Person(id=opportunity.assigned_to, name="Seller", manager_id="boss"))
    crm.deals.update(actor, opportunity.id, UpdateOpportunity(expected_revenue_minor=900_000))
    created = crm.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=opportunity.id))
    crm.quotations.mark_as_sent(actor.tenant_id, created.quotation_id, crm.clock.now())
    sale = int(created.quotation_id.rpartition("-")[2])
    tryton.client("acme").call_button("sale.sale", sale, "confirm", ["state"])

    results = [sync.run(actor), sync.run(actor)]

    assert [(result.won, result.waiting, result.not_synced) for result in results] == [((), (opportunity.id,), ())] * 2
    assert SqlBookmarks(crm.database).find("acme", BOOKMARK) == written(tryton, sale), "it moves on"
    assert crm.deals.get(actor, opportunity.id).is_open
    [request] = crm.approvals.list(actor, ApprovalFilter())
    assert (request.electorate, request.then_close, request.level) == (("boss",), True, ApprovalLevel.TEAM_LEAD)

    boss = Actor(tenant_id=actor.tenant_id, user_id="boss", roles=frozenset({Role.MANAGER}))
    crm.approvals.approve(boss, request.id)

    closed = crm.deals.get(actor, opportunity.id)
    assert (closed.outcome, closed.actual_value_minor) == (Outcome.WON, 900_000)
    assert closed.converted_to_quote_id == f"acme-{sale}"


def test_a_sale_confirmed_there_waits_for_the_rules_of_its_stage_and_keeps_no_other_waiting(
    crm: Crm, actor: Actor, tryton: Tryton, sync: TrytonSync
) -> None:
    deal, sale = quoted(crm, actor, "ada@rules.example")
    with dates_required(crm, actor):
        tryton.client("acme").call_button("sale.sale", sale, "confirm", ["state"])

        results = [sync.run(actor), sync.run(actor)]

        assert [(result.won, result.waiting, result.not_synced) for result in results] == [((), (deal,), ())] * 2
        assert SqlBookmarks(crm.database).find("acme", BOOKMARK) == written(tryton, sale), "it moves on"
        work = crm.dashboard.pending(actor, WorkQuery(everybody=True, kind=WorkKind.DEAL))
        [reasons] = [item.reasons for item in work if item.subject.id == deal]
        assert reasons[:2] == ("accepted_in_sales_system", "negotiation: expected_close_date is empty")
        crm.deals.update(actor, deal, UpdateOpportunity(expected_close_date=date(2030, 1, 1)))
        assert sync.run(actor).won == (deal,)
    assert crm.deals.get(actor, deal).accepted_sale is None


@contextmanager
def dates_required(crm: Crm, actor: Actor) -> Iterator[None]:
    """No deal leaves negotiation without the day it is expected to close; the database is that of other tests too."""
    pipeline = crm.deals.pipelines(actor)[0]
    former = tuple(map(StageTemplate.of, pipeline.stages))
    asks = {"required_fields": ("expected_close_date",)}
    stages = (stage.model_copy(update=asks) if stage.name == "negotiation" else stage for stage in former)
    crm.deals.edit_pipeline(actor, pipeline.id, UpdatePipeline(stages=tuple(stages)))
    try:
        yield
    finally:
        crm.deals.edit_pipeline(actor, pipeline.id, UpdatePipeline(stages=former))


def test_a_sale_that_is_no_longer_confirmed_there_waits_no_longer(
    crm: Crm, actor: Actor, tryton: Tryton, sync: TrytonSync
) -> None:
    deal, sale = quoted(crm, actor, "ada@draft.example")
    crm.deals.hold(actor, deal, AcceptedSale(quotation_id=f"acme-{sale}", waits_for="somebody"))

    assert sync.run(actor) == SyncResult()
    assert crm.deals.get(actor, deal).accepted_sale is None


def test_a_deal_reopened_here_is_won_anew_with_the_quotation_confirmed_since(
    crm: Crm, actor: Actor, tryton: Tryton, sync: TrytonSync
) -> None:
    deal, first = quoted(crm, actor, "ada@anew.example")
    client = tryton.client("acme")
    client.call_button("sale.sale", first, "confirm", ["state"])
    assert sync.run(actor).won == (deal,)
    crm.closing.reopen(actor, deal, "they want more of it")
    assert sync.run(actor) == SyncResult()

    crm.deals.advance_to_stage(actor, deal, "negotiation")
    created = crm.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=deal))
    crm.quotations.mark_as_sent("acme", created.quotation_id, crm.clock.now())
    second = int(created.quotation_id.rpartition("-")[2])
    client.call_button("sale.sale", second, "confirm", ["state"])

    assert second != first
    assert sync.run(actor).won == (deal,)
    closed = crm.deals.get(actor, deal)
    assert (closed.outcome, closed.converted_to_quote_id) == (Outcome.WON, f"acme-{second}")


def test_what_people_wrote_there_keeps_nobody_from_following(
    crm: Crm, actor: Actor, tryton: Tryton, sync: TrytonSync
) -> None:
    """A reference of their own choice is not one of our ids, and a reason may hold anything."""
    deal, sale = quoted(crm, actor, "ada@strange.example")
    client = tryton.client("acme")
    (ours,) = client.find("sale.opportunity", [["reference", "=", deal]], ["party"])
    values = {"party": ours["party"], "company": client.company, "reference": "Offer 17 / M\u00fcller #2"}
    foreign = client.create("sale.opportunity", values, [])
    client.call_button("sale.opportunity", foreign["id"], "lost", ["state"])
    client.write("sale.opportunity", ours["id"], {"lost_reason": "too\tdear\x1b[31m \u202efor\nus"}, [])
    client.call_button("sale.sale", sale, "cancel", ["state"])

    result = sync.run(actor)

    assert (result.lost, result.not_synced) == ((deal,), ())
    assert crm.deals.get(actor, deal).lost_reason == "too dear\ufffd[31m for us"
    assert sync.run(actor) == SyncResult()


def test_what_could_not_be_followed_is_looked_at_again_by_whoever_looks_next(
    crm: Crm, actor: Actor, tryton: Tryton, sync: TrytonSync
) -> None:
    (first, confirmed), (second, later) = (quoted(crm, actor, f"{name}@looms.example") for name in ("ada", "bea"))
    client = tryton.client("acme")
    for sale in (confirmed, later):
        client.call_button("sale.sale", sale, "confirm", ["state"])
    bookmarks = SqlBookmarks(crm.database)
    forbidding = create_autospec(crm.closing)
    forbidding.close_as_won.side_effect = NotPermitted.because_role_lacks(actor, Permission.DEAL_CLOSE)

    result = TrytonSync(tryton, crm.deals, forbidding, crm.deal_approval, bookmarks).run(actor)
    refused = result.not_synced

    assert {each.opportunity_id for each in refused} == {first, second}
    assert bookmarks.find("acme", BOOKMARK) == written(tryton, confirmed)
    assert set(sync.run(actor).won) == {first, second}
    assert bookmarks.find("acme", BOOKMARK) == written(tryton, later)


def test_a_worker_follows_what_is_decided_there(crm: Crm, actor: Actor, tryton: Tryton, place: Place) -> None:
    deal, sale = quoted(crm, actor, "ada@mills.example")
    tryton.client("acme").call_button("sale.sale", sale, "confirm", ["state"])
    is_open = retry_if_result(lambda deal: deal.is_open)
    patiently = Retrying(retry=is_open, wait=wait_fixed(0.1), stop=stop_after_delay(60))
    with place.open_worker(MaintenanceSettings(sync_sales="* * * * * *")) as working, ThreadPoolExecutor(1) as thread:
        stop = Event()
        report = thread.submit(working.worker().run, stop)
        try:
            closed = patiently(crm.deals.get, actor, deal)
        finally:
            stop.set()
            report.result()

    assert closed.outcome is Outcome.WON
    assert crm.audit.history(actor, closed.ref)[-1].user_id == "system:sales"


def test_a_tenant_who_cannot_be_followed_keeps_no_other_from_it(place: Place, backend: TrytonBackend) -> None:
    tenants = backend.tenants()
    with place._replace(tenants={**tenants, "acme": {**tenants["acme"], "key": "wrong"}}).open_beside() as crm:
        assert list(sales_sync(crm).tenants) == ["acme", "globex"]
        actor = open_tenant(crm, "globex")
        deal, sale = quoted(crm, actor, "ada@globes.example")
        with closing(backend.opened()) as tryton:
            tryton.client("globex").call_button("sale.sale", sale, "confirm", ["state"])
        run = syncs_sales(crm)
        assert run is not None

        with capture_logs() as logs, pytest.raises(Forbidden, match="application key"):
            run()

        assert crm.deals.get(actor, deal).outcome is Outcome.WON
        assert [(log["tenant"], log["error"]) for log in logs if log["event"] == "sales.tenant_not_synced"] == [
            ("acme", "TrytonForbids")
        ]


@pytest.mark.parametrize(
    ("sales", "one_by_one", "is_synced"), [(EMBEDDED, TRYTON, True), (TRYTON, EMBEDDED, False), (TRYTON, None, True)]
)
def test_followed_is_who_keeps_the_quotations_whichever_setting_says_so(
    place: Place, sales: str, one_by_one: str | None, *, is_synced: bool
) -> None:
    roles = (PartnerRole.QUOTATIONS, PartnerRole.ORDERS)
    provided_by = {} if one_by_one is None else dict.fromkeys(roles, one_by_one)
    settings = place.settings(RunnerKind.IN_PROCESS).model_copy(update={"sales": sales, "provided_by": provided_by})
    with open_crm(settings=settings) as crm:
        assert (syncs_sales(crm) is not None) is is_synced
        if not is_synced:
            with pytest.raises(Invalid, match=r"set provided_by\.quotations to tryton, or CRM_PROVIDED_BY__QUOTATIONS"):
                sales_sync(crm)


def test_whoever_was_slower_is_told_instead_of_overwriting(
    crm: Crm, backend: TrytonBackend, tryton: Tryton, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = crm.customers.create_from_lead("acme", CustomerDraft(name="Engines", phone="1"), key="p/1")
    party = int(created.id.rpartition("-")[2])
    client = tryton.client("acme")
    (seen,) = client.find("party.party", [["id", "=", party]], ["_timestamp"])
    client.write("party.party", party, {"name": "Renamed by a person"}, ["name"])

    with pytest.raises(ChangedMeanwhile, match="somebody else"):
        tryton.session("acme").write_unless_changed(
            "party.party", party, {"name": "Overwritten"}, seen["_timestamp"], client.context
        )
    changed = crm.customers.update("acme", created.id, CustomerUpdate(phone="2"))
    assert (changed.name, changed.phone) == ("Renamed by a person", "2")


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_a_quotation_a_person_made_there_by_hand_is_one_of_the_deals(crm: Crm, actor: Actor, tryton: Tryton) -> None:
    deal = ready_opportunity(crm, actor)
    client = tryton.client("acme")
    ((opportunity),) = client.find("sale.opportunity", [["reference", "=", deal.id]], ["party"])
    lines = [
        {"type": "line", "description": "Two and a half hours", "quantity": 2.5, "unit_price": 10},
        {"type": "line", "description": "Rebate", "quantity": 1.0, "unit_price": -5},
        {"type": "comment", "description": "With love"},
    ]
    values = {"party": opportunity["party"], "origin": f"sale.opportunity,{opportunity['id']}"}
    currency = client.currency("EUR").id
    client.create("sale.sale", {**values, "currency": currency, "lines": [["create", lines]]}, ["state"])

    (found,) = crm.quotations.find_by_opportunity_id("acme", deal.id)

    assert (found.total.minor, found.valid_until) == (2_000, date.max)
    hours = QuotationLine(description="Two and a half hours", quantity=Decimal("2.5"), unit_price_minor=1_000)
    assert (found.lines, found.discount_minor) == ((hours,), 500)
    changed = crm.quotations.update("acme", found.id, QuotationUpdate(valid_until=date(2199, 12, 31)))
    assert changed.valid_until == date(2199, 12, 31)

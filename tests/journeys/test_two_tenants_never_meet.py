"""Every door, knocked at with another tenant's ids: the answer is the one a missing id gets, to the letter."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from contents import Contents
from coordinator_operations import Operation, operations_of
from recording_channel import RecordingChannel
from sqlalchemy import select

from crm_adapters.identifiers import new_id
from crm_adapters.live import FollowedWork, LiveSettings
from crm_adapters.storage import SqlRecords, outbox_messages
from crm_adapters.storage.unit_of_work import ENTITY_STORES
from crm_adapters.wiring import Crm, open_crm
from crm_core.activities import ActivityFilter, ActivityType, ChangeAssignees, LogActivity, TaskAnswer
from crm_core.actor import Actor, Role
from crm_core.commissions import AssignCommissionPlan
from crm_core.credits import CreditFilter
from crm_core.errors import CrmError
from crm_core.forecasts import SubmitForecast
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import CreateLead, LeadFilter
from crm_core.money import Money
from crm_core.opportunities import CreateOpportunity
from crm_core.quotas import AssignQuota
from crm_core.sources import AddSource
from crm_core.splits import AskedShare, CreateSplit
from crm_core.stores import Filter
from crm_core.testing import Drawing, VirtualClock, example_of
from crm_operations.commissions import ExplainCommission
from crm_operations.customer_accounts import CustomerFilter
from crm_operations.deal_approval import RequestApproval, WhatIf
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.forecasting import WaterfallQuery
from crm_operations.lead_conversion import Conversion, ConvertLead, ConvertLeads
from crm_operations.lead_routing import AssignLead, ReassignOpenLeads, RouteLead, RouteLeads
from crm_operations.pipeline_analytics import ReportQuery
from crm_operations.providers import CustomerUpdate, Message, Person
from crm_operations.quote_to_order import (
    ExtendQuotation,
    GenerateQuotation,
    OrderOpportunity,
    QuoteOpportunity,
    ReviseQuotation,
)
from crm_operations.records import TimerFilter
from crm_operations.service_levels import SlaQuery
from crm_operations.work_queue import WorkChange, WorkQuery

OURS = Actor(tenant_id="ours", user_id="mara", roles=frozenset(Role))
THEIRS = Actor(tenant_id="theirs", user_id="mara", roles=frozenset(Role))
MISSING = "01890000-0000-7000-8000-000000000000"
HELLO = Message(title="Hello", body="Hello, Mara.", reason="You are Mara.")
EUR = Money(minor=100, currency="EUR")

MANY = 15
BY_HAND = set(EntityKind) & {"lead", "opportunity", "pipeline", "activity", "journey", "source"}
"""Kinds of which the operations themselves make one."""

Knock = Callable[[Crm, Actor, Mapping[str, str]], Any]


def _ref(kind: EntityKind, ids: Mapping[str, str]) -> EntityRef:
    return EntityRef(kind=kind, id=ids[kind])


def _note(ids: Mapping[str, str], kind: EntityKind) -> LogActivity:
    return LogActivity(related=_ref(kind, ids), activity_type=ActivityType.CALL, subject="Hello")


def _deal_for(ids: Mapping[str, str], **facts: Any) -> CreateOpportunity:
    return CreateOpportunity(name="Deal", assigned_to="mara", currency_code="EUR", party_id=ids["customer"], **facts)


def _analytics(name: str, crm: Crm, actor: Actor, ids: Mapping[str, str]) -> Any:
    return getattr(crm.analytics, name)(actor, ReportQuery(pipeline_id=ids["pipeline"]))


ANALYTICS = (
    "get_dashboard_data",
    "get_pipeline_summary",
    "get_opportunities_by_stage",
    "get_pipeline_trends",
    "get_forecasts",
    "get_conversion_rates",
    "get_stage_velocity",
    "get_report_contents",
    "generate_report",
    "export_data",
    "get_export_contents",
)

BY_ID: Mapping[str, Knock] = {
    "leads.get by number": lambda crm, actor, ids: crm.leads.get(actor, ids["lead_number"]),
    "routing.route_lead": lambda crm, actor, ids: crm.routing.route_lead(actor, RouteLead(lead_id=ids["lead"])),
    "routing.route_leads": lambda crm, actor, ids: crm.routing.route_leads(actor, RouteLeads(lead_ids=(ids["lead"],))),
    "routing.enqueue_routing": lambda crm, actor, ids: list(
        crm.routing.enqueue_routing(actor, RouteLeads(lead_ids=(ids["lead"],)))
    ),
    "routing.assign": lambda crm, actor, ids: crm.routing.assign(
        actor, AssignLead(lead_id=ids["lead"], user_id="theo", reason="mine")
    ),
    "routing.reassign_open_leads": lambda crm, actor, ids: crm.routing.reassign_open_leads(
        actor, ReassignOpenLeads(from_user=ids["person"], reason="gone")
    ),
    "conversion.convert_lead": lambda crm, actor, ids: crm.conversion.convert_lead(
        actor, ConvertLead(lead_id=ids["lead"], override_reason="mine")
    ),
    "conversion.enqueue_conversion": lambda crm, actor, ids: crm.conversion.enqueue_conversion(
        actor, ConvertLead(lead_id=ids["lead"])
    ),
    "conversion.plan": lambda crm, actor, ids: crm.conversion.plan(actor, ConvertLead(lead_id=ids["lead"])),
    "deals.get by number": lambda crm, actor, ids: crm.deals.get(actor, ids["opportunity_number"]),
    "accounts.get": lambda crm, actor, ids: crm.accounts.get(actor, ids["customer"]),
    "accounts.update": lambda crm, actor, ids: crm.accounts.update(actor, ids["customer"], CustomerUpdate(name="Mine")),
    "sources.rename": lambda crm, actor, ids: crm.sources.rename(actor, ids["source"], "Mine"),
    "sources.retire": lambda crm, actor, ids: crm.sources.retire(actor, ids["source"]),
    "deals.open": lambda crm, actor, ids: crm.deals.open(actor, _deal_for(ids)),
    "closing.close_as_won": lambda crm, actor, ids: crm.closing.close_as_won(
        actor, CloseAsWon(opportunity_id=ids["opportunity"], value=EUR)
    ),
    "closing.close_as_lost": lambda crm, actor, ids: crm.closing.close_as_lost(
        actor, CloseAsLost(opportunity_id=ids["opportunity"], reason="no")
    ),
    "commission_assignments.assign": lambda crm, actor, ids: crm.commission_assignments.assign(
        actor, AssignCommissionPlan(plan="Field", user_id=ids["colleague"])
    ),
    "forecasts.adjust": lambda crm, actor, ids: crm.forecasts.adjust(
        actor, ids["colleague"], SubmitForecast(amount=EUR, period="2099")
    ),
    "forecast_snapshots.waterfall": lambda crm, actor, ids: crm.forecast_snapshots.waterfall(
        actor, WaterfallQuery(opening_id=ids["forecast_snapshot"])
    ),
    "performance.assign_quota": lambda crm, actor, ids: crm.performance.assign_quota(
        actor, AssignQuota(period="2026-Q1", user_id=ids["colleague"], amount_minor=1, currency_code="EUR")
    ),
    "approvals.approve": lambda crm, actor, ids: crm.approvals.approve(actor, ids["approval"]),
    "approvals.reject": lambda crm, actor, ids: crm.approvals.reject(actor, ids["approval"]),
    "approvals.abstain": lambda crm, actor, ids: crm.approvals.abstain(actor, ids["approval"]),
    "approvals.recall": lambda crm, actor, ids: crm.approvals.recall(actor, ids["approval"], "mine"),
    "approvals.override": lambda crm, actor, ids: crm.approvals.override(actor, ids["approval"], "mine"),
    "deal_approval.request": lambda crm, actor, ids: crm.deal_approval.request(
        actor, RequestApproval(opportunity_id=ids["opportunity"], value=EUR)
    ),
    "deal_approval.what_if": lambda crm, actor, ids: crm.deal_approval.what_if(
        actor, WhatIf(opportunity_id=ids["opportunity"])
    ),
    "quote_to_order.convert_to_quotation": lambda crm, actor, ids: crm.quote_to_order.convert_to_quotation(
        actor, QuoteOpportunity(opportunity_id=ids["opportunity"], value=EUR)
    ),
    "quote_to_order.convert_to_order": lambda crm, actor, ids: crm.quote_to_order.convert_to_order(
        actor, OrderOpportunity(opportunity_id=ids["opportunity"])
    ),
    "quotes.generate": lambda crm, actor, ids: crm.quotes.generate(
        actor, GenerateQuotation(opportunity_id=ids["opportunity"])
    ),
    "quotes.revise": lambda crm, actor, ids: crm.quotes.revise(actor, ReviseQuotation(quotation_id=ids["quoted"])),
    "quotes.extend": lambda crm, actor, ids: crm.quotes.extend(
        actor, ExtendQuotation(quotation_id=ids["quoted"], valid_until=date(2199, 1, 1))
    ),
    "quotes.get by number": lambda crm, actor, ids: crm.quotes.get(actor, ids["quotation_number"]),
    "quotes.get by its id in the sales system": lambda crm, actor, ids: crm.quotes.get(actor, ids["quoted"]),
    "quotes.send by its id in the sales system": lambda crm, actor, ids: crm.quotes.send(actor, ids["quoted"]),
    "quotes.accept by its id in the sales system": lambda crm, actor, ids: crm.quotes.accept(actor, ids["quoted"]),
    "quotes.reject by its id in the sales system": lambda crm, actor, ids: crm.quotes.reject(
        actor, ids["quoted"], "mine"
    ),
    "quotes.order by its id in the sales system": lambda crm, actor, ids: crm.quotes.order(actor, ids["quoted"]),
    "activities.log on a lead": lambda crm, actor, ids: crm.activities.log(actor, _note(ids, EntityKind.LEAD)),
    "activities.log on a deal": lambda crm, actor, ids: crm.activities.log(actor, _note(ids, EntityKind.OPPORTUNITY)),
    "activities.get": lambda crm, actor, ids: crm.activities.get(actor, ids["activity"]),
    "activities.complete": lambda crm, actor, ids: crm.activities.complete(actor, ids["activity"]),
    "activities.answer": lambda crm, actor, ids: crm.activities.answer(actor, ids["activity"], TaskAnswer.DONE),
    "activities.withdraw": lambda crm, actor, ids: crm.activities.withdraw(actor, ids["activity"]),
    "activities.assign": lambda crm, actor, ids: crm.activities.assign(
        actor, ids["activity"], ChangeAssignees(add=(actor.user_id,))
    ),
    "splits.create_split": lambda crm, actor, ids: crm.splits.create_split(
        actor, ids["opportunity"], CreateSplit(shares=(AskedShare(basis_points=10_000),))
    ),
    "audit.explain": lambda crm, actor, ids: crm.audit.explain(actor, _ref(EntityKind.LEAD, ids)),
    "audit.replay": lambda crm, actor, ids: crm.audit.replay(actor, _ref(EntityKind.LEAD, ids)),
    "audit.replay_decision": lambda crm, actor, ids: crm.audit.replay_decision(actor, ids["decision"]),
    "audit.history of a lead": lambda crm, actor, ids: crm.audit.history(actor, _ref(EntityKind.LEAD, ids)),
    "audit.history of a deal": lambda crm, actor, ids: crm.audit.history(actor, _ref(EntityKind.OPPORTUNITY, ids)),
    "audit.history of an activity": lambda crm, actor, ids: crm.audit.history(actor, _ref(EntityKind.ACTIVITY, ids)),
    "audit.history of a pipeline": lambda crm, actor, ids: crm.audit.history(actor, _ref(EntityKind.PIPELINE, ids)),
    "audit.find": lambda crm, actor, ids: crm.audit.find(actor, ids["lead"]),
    "notifier.preferences": lambda crm, actor, ids: crm.notifier.preferences(actor, ids["person"]).own,
    "notifier.remove_address": lambda crm, actor, ids: crm.notifier.remove_address(actor, ids["address"]),
    "notifier.mark_read": lambda crm, actor, ids: crm.notifier.mark_read(actor, [ids["message"]]),
    "notifier.retry": lambda crm, actor, ids: crm.notifier.retry(actor, "email", [ids["delivery"]]),
    "notifier.inbox": lambda crm, actor, ids: crm.notifier.inbox(actor, before_id=ids["message"]),
    "notifier.add_address": lambda crm, actor, ids: crm.notifier.add_address(
        actor, "email", "theo@example.com", user_id=ids["colleague"]
    ),
    "webhooks.show": lambda crm, actor, ids: crm.webhooks.show(actor, ids["webhook"]),
    "webhooks.rotate_secret": lambda crm, actor, ids: crm.webhooks.rotate_secret(actor, ids["webhook"]),
    "webhooks.enable": lambda crm, actor, ids: crm.webhooks.enable(actor, ids["webhook"]),
    "webhooks.disable": lambda crm, actor, ids: crm.webhooks.disable(actor, ids["webhook"], "mine"),
    "webhooks.remove": lambda crm, actor, ids: crm.webhooks.remove(actor, ids["webhook"]),
    "webhooks.test": lambda crm, actor, ids: crm.webhooks.test(actor, ids["webhook"]),
    "webhooks.deliveries": lambda crm, actor, ids: crm.webhooks.deliveries(actor, ids["webhook"]),
    "webhooks.replay": lambda crm, actor, ids: crm.webhooks.replay(actor, ids["webhook"]),
    "integrations.show": lambda crm, actor, ids: crm.integrations.show(actor, ids["run"]),
    "integrations.compensate": lambda crm, actor, ids: crm.integrations.compensate(actor, ids["run"]),
    "timers.get": lambda crm, actor, ids: crm.timers.get(actor, ids["timer"]),
    "timers.cancel": lambda crm, actor, ids: crm.timers.cancel(actor, ids["timer"]),
    "timers.retry": lambda crm, actor, ids: crm.timers.retry(actor, ids["timer"]),
    **{f"analytics.{name}": partial(_analytics, name) for name in ANALYTICS},
    "analytics.write_export": lambda crm, actor, ids: crm.analytics.write_export(
        actor, lambda _: None, ReportQuery(pipeline_id=ids["pipeline"])
    ),
}
"""Each method that takes an id, asked by somebody else."""

LISTS: Mapping[str, Knock] = {
    "accounts.list": lambda crm, actor, ids: crm.accounts.list(actor, CustomerFilter()),
    "conversion.candidates": lambda crm, actor, ids: crm.conversion.candidates(actor, ConvertLeads()),
    "conversion.convert_leads": lambda crm, actor, ids: crm.conversion.convert_leads(actor, ConvertLeads()),
    "conversion.plan_leads": lambda crm, actor, ids: crm.conversion.plan_leads(actor, ConvertLeads()),
    "commissions.explain": lambda crm, actor, ids: crm.commissions.explain(
        actor, ExplainCommission(opportunity_id=ids["opportunity"])
    ),
    "credits.list": lambda crm, actor, ids: crm.credits.list(actor, CreditFilter(opportunity_id=ids["opportunity"])),
    "routing.waiting": lambda crm, actor, ids: crm.routing.waiting(actor),
    "activities.list": lambda crm, actor, ids: crm.activities.list(
        actor, ActivityFilter(related=_ref(EntityKind.LEAD, ids))
    ),
    "activities.overdue": lambda crm, actor, ids: crm.activities.overdue(actor),
    "approval_reports.report": lambda crm, actor, ids: crm.approval_reports.report(actor).rows,
    "service_levels.list": lambda crm, actor, ids: crm.service_levels.list(actor, SlaQuery()),
    "dashboard.pending": lambda crm, actor, ids: crm.dashboard.pending(actor, EVERYBODYS),
    "live.work": lambda crm, actor, ids: followed(crm, actor),
    "dashboard.for_user": lambda crm, actor, ids: crm.dashboard.for_user(actor, ids["person"]).pending(),
    "notifier.addresses": lambda crm, actor, ids: crm.notifier.addresses(actor, ids["person"]),
    "notifier.try_out": lambda crm, actor, ids: crm.notifier.try_out(actor, user_id=ids["person"]),
    "notifier.dead": lambda crm, actor, ids: crm.notifier.dead(actor, "email"),
    "notifier.report": lambda crm, actor, ids: crm.notifier.report(actor),
    "webhooks.list": lambda crm, actor, ids: crm.webhooks.list(actor),
    "timers.list": lambda crm, actor, ids: crm.timers.list(actor, TimerFilter()),
    "integrations.runs": lambda crm, actor, ids: crm.integrations.runs(actor),
    "people.members": lambda crm, actor, ids: [one for one in crm.people.members(actor.tenant_id) if one.id != "theo"],
}
"""Each method that lists: a stranger's list is empty."""

NOTHING_OF_OTHERS_TO_ASK_FOR = {
    "leads.capture",
    "sources.add",
    "sources.list",
    "live.token",
    "real_time.push",
    "real_time.send_alert",
    "scoring.get",
    "scoring.set",
    "scoring.restore",
    "scoring.weigh",
    "scoring.backtest",
    "scoring.list",
    "leads.hand_in",
    "routing.get_rules",
    "routing.set_rules",
    "routing.retry_queue",
    "routing.simulate",
    "deals.create_pipeline",
    "deals.pipelines",
    "audit.digest",
    "audit.verify",
    "notifier.unread_count",
    "notifier.set_preferences",
    "webhooks.add",
    "integrations.known",
    "integrations.enqueue",
}


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crm]:
    with open_crm(
        f"sqlite:///{Path(tmp_path_factory.mktemp('tenants')) / 'crm.db'}", channels={"email": RecordingChannel()}
    ) as opened:
        opened.initialise(OURS)
        opened.initialise(THEIRS)
        opened.people.add(THEIRS.tenant_id, Person(id="theo", name="Theo"))
        yield opened


@pytest.fixture(scope="module")
def ours(crm: Crm) -> Mapping[str, str]:
    """What our tenant has: one of everything with an id."""
    for user_id in ("mara", "nina"):
        crm.people.add(OURS.tenant_id, Person(id=user_id, name=user_id.capitalize()))
    lead = crm.leads.capture(OURS, CreateLead(name="Ada")).lead
    sold = crm.leads.capture(OURS, CreateLead(name="Bea", estimated_value_minor=100, currency_code="EUR")).lead
    activity = crm.activities.log(OURS, _note({"lead": lead.id}, EntityKind.LEAD))
    conversion = crm.conversion.convert_lead(OURS, ConvertLead(lead_id=sold.id, override_reason="test"))
    assert isinstance(conversion, Conversion)
    deal = crm.deals.get(OURS, conversion.opportunity_id)
    quoted = crm.quotes.generate(OURS, GenerateQuotation(opportunity_id=deal.id))
    address = crm.notifier.add_address(OURS, "email", "mara@example.com")
    crm.notifier.set_preferences(OURS, {"digest": "hourly"})
    crm.notifications.notify(OURS.tenant_id, "mara", HELLO, delivery_id="told")
    [message] = crm.notifier.inbox(OURS)
    [delivery] = _outbox(crm)
    webhook = crm.webhooks.add(OURS, "https://example.com/hook").webhook
    run = crm.integrations.enqueue(OURS, "webhook", {"webhook_id": webhook.id}, run_id="run-of-ours")
    crm.sources.add(OURS, AddSource(key="trade-fair", name="Trade fair"))
    with crm.container.infrastructure.records().writing(OURS) as work:
        work.timers.set("reminder", lead.ref, lead.created_at)
        timer, *_ = work.timers.of(lead.ref)
    return {
        **_one_of_each_kind(crm),
        "source": "trade-fair",
        "webhook": webhook.id,
        "timer": timer.id,
        "run": run.id,
        "lead": lead.id,
        "decision": crm.audit.explain(OURS, sold.ref)[0].id,
        "lead_number": lead.lead_number,
        "opportunity": deal.id,
        "opportunity_number": deal.opportunity_number,
        "quoted": quoted.quotation_id,
        "quotation_number": quoted.quotation_number,
        "activity": activity.id,
        "pipeline": deal.pipeline_id,
        "customer": conversion.customer_id,
        "person": "mara",
        "colleague": "nina",
        "address": address.id,
        "message": message.id,
        "delivery": delivery,
    }


def _one_of_each_kind(crm: Crm) -> Mapping[str, str]:
    """For the kinds that nothing above has made."""
    with SqlRecords(crm.database, VirtualClock(), new_id).writing(OURS) as work:
        stores = [store(work.session) for store in ENTITY_STORES if store.kind not in BY_HAND]
        return {
            store.kind: store.add(example_of(store.mapping.entity, tenant_id=OURS.tenant_id)).id for store in stores
        }


EVERYBODYS: WorkQuery = WorkQuery(everybody=True)


def followed(crm: Crm, actor: Actor) -> Sequence[WorkChange]:
    """What waits when one begins to follow."""
    return next(FollowedWork(crm.live._feed, crm.dashboard, LiveSettings()).follow(actor, EVERYBODYS, Event()))


def _answer(crm: Crm, knock: Knock, ids: Mapping[str, str]) -> str:
    """What a stranger hears, with the id they asked for blotted out."""
    try:
        heard = f"answer: {knock(crm, THEIRS, ids)!r}"
    except CrmError as refusal:
        heard = f"{type(refusal).__name__} ({refusal.kind}): {refusal}"
    for name in sorted(ids, key=lambda name: -len(ids[name])):
        heard = heard.replace(ids[name], "ID")
    return heard


@pytest.mark.requirement("INT-001", "SR-003", "PLAN-029", "FEAT-010")
@pytest.mark.parametrize("method", BY_ID)
def test_a_foreign_id_is_answered_like_a_missing_one(crm: Crm, ours: Mapping[str, str], method: str) -> None:
    missing = dict.fromkeys(ours, MISSING)
    contents = Contents(crm, [OURS.tenant_id])
    before = contents.rows()

    foreign = _answer(crm, BY_ID[method], ours)

    assert foreign == _answer(crm, BY_ID[method], missing)
    assert contents.rows() == before, f"{method} changed something of another tenant's"


@pytest.mark.parametrize("method", LISTS)
def test_a_strangers_list_is_empty(crm: Crm, ours: Mapping[str, str], method: str) -> None:
    assert list(LISTS[method](crm, THEIRS, ours)) == []


def test_figures_count_only_our_own(crm: Crm, ours: Mapping[str, str]) -> None:
    assert crm.analytics.get_dashboard_data(THEIRS).leads.total == 0
    assert crm.analytics.get_dashboard_data(OURS).leads.total == 2


def test_numbers_of_two_tenants_do_not_know_each_other(crm: Crm, ours: Mapping[str, str]) -> None:
    third = Actor(tenant_id="third", user_id="t", roles=frozenset(Role))
    crm.initialise(third)

    assert crm.leads.capture(third, CreateLead(name="First")).lead.lead_number == ours["lead_number"]


def test_tenants_whose_names_differ_only_in_case_are_strangers(crm: Crm, ours: Mapping[str, str]) -> None:
    loud = Actor(tenant_id="OURS", user_id="mara", roles=frozenset(Role))

    assert list(crm.leads.list(loud, LeadFilter())) == []


def test_whatever_names_an_entity_answers_a_foreign_id_like_a_missing_one(crm: Crm, ours: Mapping[str, str]) -> None:
    missing = dict.fromkeys(ours, MISSING)
    contents = Contents(crm, [OURS.tenant_id])
    before = contents.rows()
    by_id = {name: knock for name, operation in _unnamed(crm).items() if (knock := _with_an_id(operation)) is not None}

    for name, knock in by_id.items():
        foreign = _answer(crm, knock, ours)
        assert re.search(r"\(not_found\): .* ID$", foreign), f"{name} was asked something else: {foreign}"
        assert foreign == _answer(crm, knock, missing), name
        assert contents.rows() == before, f"{name} changed something of another tenant's"
    assert len(by_id) > MANY


def test_whatever_lists_entities_lists_none_of_another_tenant(crm: Crm, ours: Mapping[str, str]) -> None:
    lists = {name: query for name, operation in _unnamed(crm).items() if (query := _filter_of(operation)) is not None}

    for name, query in lists.items():
        assert list(_unnamed(crm)[name].method(OURS, query())), f"{name} lists nothing of ours"
        assert list(_unnamed(crm)[name].method(THEIRS, query())) == [], name
    assert lists


def test_every_public_method_of_every_door_is_asked_here(crm: Crm) -> None:
    unasked = {
        name
        for name, operation in _unnamed(crm).items()
        if _with_an_id(operation) is None and _filter_of(operation) is None and _names_ids(operation)
    }

    assert unasked == set(), "a new method that names more than the id of one entity needs a line above"


def _unnamed(crm: Crm) -> Mapping[str, Operation]:
    """Those that have no line above."""
    named = {method.split(" ")[0] for method in (*BY_ID, *LISTS)} | NOTHING_OF_OTHERS_TO_ASK_FOR
    return {
        name: each for name, each in operations_of(crm).items() if name not in named and each.declaration is not None
    }


def _with_an_id(operation: Operation) -> Knock | None:
    """Asks it for an entity of a kind, with whatever else it takes drawn."""
    names = [name for name in operation.arguments if name.removesuffix("_id") in set(EntityKind)]
    others = {name: hint for name, hint in operation.arguments.items() if name not in {*names, *operation.optional}}
    if len(names) != 1:
        return None

    def knock(crm: Crm, actor: Actor, ids: Mapping[str, str]) -> Any:
        drawing = Drawing(random.Random(1), {"user_id": ["theo"]}, hostility=0)
        drawn = {name: drawing.argument(hint, name) for name, hint in others.items()}
        return operation.method(actor, **{names[0]: ids[names[0].removesuffix("_id")]}, **drawn)

    return knock


def _filter_of(operation: Operation) -> type[Filter] | None:
    """That of a store, where it takes nothing else."""
    filters = {store.filter for store in ENTITY_STORES} - {Filter}
    required = [hint for name, hint in operation.arguments.items() if name not in operation.optional]
    return required[0] if len(required) == 1 and required[0] in filters else None


def _names_ids(operation: Operation) -> bool:
    """Whether an argument, or a field of a request, is an id or a reference."""
    names = set(operation.arguments)
    for hint in operation.arguments.values():
        names |= set(getattr(hint, "model_fields", ()))
    return any(name.endswith(("_id", "_ids", "id")) or name == "related" for name in names)


def _outbox(crm: Crm) -> list[str]:
    """What of ours is on its way by a channel."""
    columns = outbox_messages.c
    query = select(columns.id).where(columns.tenant_id == OURS.tenant_id, columns.topic == "delivery.email")
    with crm.database.reading(OURS.tenant_id) as connection:
        return list(connection.execute(query).scalars())

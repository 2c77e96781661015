"""Every door, knocked at with another tenant's ids: the answer is the one a missing id gets, to the letter."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from recording_channel import RecordingChannel
from sqlalchemy import select

from crm_adapters.storage import outbox_messages
from crm_adapters.wiring import Crm, open_crm
from crm_adapters.wiring.coordinators import Operations
from crm_core.activities import ActivityFilter, ActivityType, LogActivity
from crm_core.actor import Actor, Role
from crm_core.errors import CrmError
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import CreateLead, LeadFilter, UpdateLead
from crm_core.money import Money
from crm_core.opportunities import CreateOpportunity, OpportunityFilter, UpdateOpportunity
from crm_core.pipelines import UpdatePipeline
from crm_core.sources import AddSource
from crm_operations.customer_accounts import CustomerFilter
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.lead_conversion import Conversion, ConvertLead, ConvertLeads
from crm_operations.lead_routing import AssignLead, ReassignOpenLeads, RouteLead, RouteLeads
from crm_operations.operation import declaration_of
from crm_operations.pipeline_analytics import ReportQuery
from crm_operations.providers import CustomerUpdate, Message, Person
from crm_operations.quote_to_order import OrderOpportunity, QuoteOpportunity

OURS = Actor(tenant_id="ours", user_id="mara", roles=frozenset(Role))
THEIRS = Actor(tenant_id="theirs", user_id="mara", roles=frozenset(Role))
MISSING = "01890000-0000-7000-8000-000000000000"
HELLO = Message(title="Hello", body="Hello, Mara.", reason="You are Mara.")
EUR = Money(minor=100, currency="EUR")

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
    "leads.get": lambda crm, actor, ids: crm.leads.get(actor, ids["lead"]),
    "leads.get by number": lambda crm, actor, ids: crm.leads.get(actor, ids["lead_number"]),
    "leads.update": lambda crm, actor, ids: crm.leads.update(actor, ids["lead"], UpdateLead(name="Mine")),
    "leads.score": lambda crm, actor, ids: crm.leads.score(actor, ids["lead"]),
    "leads.contact": lambda crm, actor, ids: crm.leads.contact(actor, ids["lead"]),
    "leads.qualify": lambda crm, actor, ids: crm.leads.qualify(actor, ids["lead"]),
    "leads.disqualify": lambda crm, actor, ids: crm.leads.disqualify(actor, ids["lead"], "no"),
    "leads.reopen": lambda crm, actor, ids: crm.leads.reopen(actor, ids["lead"], "yes"),
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
    "deals.get": lambda crm, actor, ids: crm.deals.get(actor, ids["opportunity"]),
    "deals.get by number": lambda crm, actor, ids: crm.deals.get(actor, ids["opportunity_number"]),
    "deals.update": lambda crm, actor, ids: crm.deals.update(actor, ids["opportunity"], UpdateOpportunity(name="Mine")),
    "deals.move_to_stage": lambda crm, actor, ids: crm.deals.move_to_stage(actor, ids["opportunity"], "qualification"),
    "deals.advance_to_stage": lambda crm, actor, ids: crm.deals.advance_to_stage(
        actor, ids["opportunity"], "negotiation"
    ),
    "accounts.get": lambda crm, actor, ids: crm.accounts.get(actor, ids["customer"]),
    "accounts.update": lambda crm, actor, ids: crm.accounts.update(actor, ids["customer"], CustomerUpdate(name="Mine")),
    "sources.rename": lambda crm, actor, ids: crm.sources.rename(actor, ids["source"], "Mine"),
    "sources.retire": lambda crm, actor, ids: crm.sources.retire(actor, ids["source"]),
    "deals.retire_pipeline": lambda crm, actor, ids: crm.deals.retire_pipeline(actor, ids["pipeline"]),
    "deals.reinstate_pipeline": lambda crm, actor, ids: crm.deals.reinstate_pipeline(actor, ids["pipeline"]),
    "deals.edit_pipeline": lambda crm, actor, ids: crm.deals.edit_pipeline(
        actor, ids["pipeline"], UpdatePipeline(name="Mine")
    ),
    "deals.open": lambda crm, actor, ids: crm.deals.open(actor, _deal_for(ids)),
    "closing.close_as_won": lambda crm, actor, ids: crm.closing.close_as_won(
        actor, CloseAsWon(opportunity_id=ids["opportunity"], value=EUR)
    ),
    "closing.close_as_lost": lambda crm, actor, ids: crm.closing.close_as_lost(
        actor, CloseAsLost(opportunity_id=ids["opportunity"], reason="no")
    ),
    "quote_to_order.convert_to_quotation": lambda crm, actor, ids: crm.quote_to_order.convert_to_quotation(
        actor, QuoteOpportunity(opportunity_id=ids["opportunity"], value=EUR)
    ),
    "quote_to_order.convert_to_order": lambda crm, actor, ids: crm.quote_to_order.convert_to_order(
        actor, OrderOpportunity(opportunity_id=ids["opportunity"])
    ),
    "quote_to_order.documents": lambda crm, actor, ids: crm.quote_to_order.documents(actor, ids["opportunity"]),
    "closing.reopen": lambda crm, actor, ids: crm.closing.reopen(actor, ids["opportunity"], "yes"),
    "closing.attention": lambda crm, actor, ids: crm.closing.attention(actor, ids["opportunity"]),
    "activities.complete": lambda crm, actor, ids: crm.activities.complete(actor, ids["activity"]),
    "activities.log on a lead": lambda crm, actor, ids: crm.activities.log(actor, _note(ids, EntityKind.LEAD)),
    "activities.log on a deal": lambda crm, actor, ids: crm.activities.log(actor, _note(ids, EntityKind.OPPORTUNITY)),
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
    **{f"analytics.{name}": partial(_analytics, name) for name in ANALYTICS},
}
"""Each method that takes an id, asked by somebody else."""

LISTS: Mapping[str, Knock] = {
    "accounts.list": lambda crm, actor, ids: crm.accounts.list(actor, CustomerFilter()),
    "leads.list": lambda crm, actor, ids: crm.leads.list(actor, LeadFilter()),
    "conversion.candidates": lambda crm, actor, ids: crm.conversion.candidates(actor, ConvertLeads()),
    "conversion.convert_leads": lambda crm, actor, ids: crm.conversion.convert_leads(actor, ConvertLeads()),
    "conversion.plan_leads": lambda crm, actor, ids: crm.conversion.plan_leads(actor, ConvertLeads()),
    "routing.waiting": lambda crm, actor, ids: crm.routing.waiting(actor),
    "deals.get_opportunities_by_stage": lambda crm, actor, ids: crm.deals.get_opportunities_by_stage(
        actor, OpportunityFilter()
    ),
    "activities.list": lambda crm, actor, ids: crm.activities.list(
        actor, ActivityFilter(related=_ref(EntityKind.LEAD, ids))
    ),
    "activities.overdue": lambda crm, actor, ids: crm.activities.overdue(actor),
    "notifier.addresses": lambda crm, actor, ids: crm.notifier.addresses(actor, ids["person"]),
    "notifier.try_out": lambda crm, actor, ids: crm.notifier.try_out(actor, user_id=ids["person"]),
    "notifier.dead": lambda crm, actor, ids: crm.notifier.dead(actor, "email"),
    "notifier.report": lambda crm, actor, ids: crm.notifier.report(actor),
    "webhooks.list": lambda crm, actor, ids: crm.webhooks.list(actor),
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
    address = crm.notifier.add_address(OURS, "email", "mara@example.com")
    crm.notifier.set_preferences(OURS, {"digest": "hourly"})
    crm.notifications.notify(OURS.tenant_id, "mara", HELLO, delivery_id="told")
    [message] = crm.notifier.inbox(OURS)
    [delivery] = _outbox(crm)
    webhook = crm.webhooks.add(OURS, "https://example.com/hook").webhook
    run = crm.integrations.enqueue(OURS, "webhook", {"webhook_id": webhook.id}, run_id="run-of-ours")
    crm.sources.add(OURS, AddSource(key="trade-fair", name="Trade fair"))
    return {
        "source": "trade-fair",
        "webhook": webhook.id,
        "run": run.id,
        "lead": lead.id,
        "decision": crm.audit.explain(OURS, sold.ref)[0].id,
        "lead_number": lead.lead_number,
        "opportunity": deal.id,
        "opportunity_number": deal.opportunity_number,
        "activity": activity.id,
        "pipeline": deal.pipeline_id,
        "customer": conversion.customer_id,
        "person": "mara",
        "colleague": "nina",
        "address": address.id,
        "message": message.id,
        "delivery": delivery,
    }


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
    before = _picture(crm)

    foreign = _answer(crm, BY_ID[method], ours)

    assert foreign == _answer(crm, BY_ID[method], missing)
    assert _picture(crm) == before, f"{method} changed something of another tenant's"


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


def test_every_public_method_of_every_door_is_asked_here(crm: Crm) -> None:
    methods = {
        f"{room}.{name}"
        for room in vars(Operations)
        if not room.startswith("_")
        for name, method in inspect.getmembers(type(getattr(crm, room)), inspect.isfunction)
        if declaration_of(method) is not None
    }
    asked = {method.split(" ")[0] for method in (*BY_ID, *LISTS)} | NOTHING_OF_OTHERS_TO_ASK_FOR

    assert methods - asked == set(), "a new method needs a line above"


def _picture(crm: Crm) -> list[object]:
    leads = crm.leads.list(OURS, LeadFilter())
    deals = crm.deals.get_opportunities_by_stage(OURS, OpportunityFilter())
    activities = crm.activities.list(OURS, ActivityFilter())
    entries = crm.notifier.inbox(OURS)
    settings = [crm.notifier.preferences(OURS), *crm.notifier.addresses(OURS), *crm.notifier.report(OURS)]
    outgoing = [*crm.webhooks.list(OURS), *crm.integrations.runs(OURS)]
    sources = crm.sources.list(OURS, with_retired=True)
    return [*leads, *deals, *activities, *entries, *settings, *outgoing, *sources]


def _outbox(crm: Crm) -> list[str]:
    """What of ours is on its way by a channel."""
    columns = outbox_messages.c
    query = select(columns.id).where(columns.tenant_id == OURS.tenant_id, columns.topic == "delivery.email")
    with crm.database.reading(OURS.tenant_id) as connection:
        return list(connection.execute(query).scalars())

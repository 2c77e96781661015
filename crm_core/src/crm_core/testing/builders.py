"""Ready-made entities for tests of any layer: name what the test is about, the rest is sensible.

The first argument is a count: ``a_lead(2)`` is another lead than ``a_lead()``, with an id and a number of its own.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from crm_core.activities import Activity, ActivityType, LogActivity
from crm_core.approvals import AddDelegation, ApprovalLevel, ApprovalRequest, AskForApproval, Delegation, MaterialTerms
from crm_core.calendars import AddCalendar, WorkingCalendar
from crm_core.coaching import CoachingCase, CoachingEvidence
from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    CommissionAssignment,
    CommissionPeriod,
    CommissionPlan,
    Entry,
    Scheme,
)
from crm_core.credits import REVENUE, Credit, CreditBasis, CreditCause
from crm_core.currency_rates import AddCurrencyRate, CurrencyRate
from crm_core.entities import Entity
from crm_core.fiscal import FiscalCalendar
from crm_core.forecasts import ForecastSnapshot
from crm_core.identity import EntityKind, EntityRef, NumberKind, business_number
from crm_core.journeys import CustomerJourney, JourneyStepType, TouchPoint
from crm_core.leads import CreateLead, Lead
from crm_core.opportunities import CreateOpportunity, Opportunity
from crm_core.pipelines import Pipeline
from crm_core.quotas import AssignQuota, Quota
from crm_core.quotations import DraftQuotation, PricedLine, QuotationVersion
from crm_core.service_levels import AddSlaPolicy, Promise, SlaClock, SlaPolicy, Target
from crm_core.sources import AddSource, Source
from crm_core.vocabulary import LeadSource
from crm_core.voting import Strategies

START = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
"""When everything is built, unless the test says otherwise: a Thursday morning."""

TENANT = "00000000-0000-7000-8000-0000000000aa"
USER = "00000000-0000-7000-8000-0000000000bb"
PARTY = "00000000-0000-7000-8000-0000000000cc"

E = TypeVar("E", bound=Entity)


class Ids:
    """Draws ids that look like UUIDv7 and come in the same order every time; ``series`` keeps two counters apart."""

    def __init__(self, series: int = 1) -> None:
        self._series = series
        self._counter = count(1)  # threads draw from it without meeting

    def __call__(self) -> str:
        return an_id(self._series, next(self._counter))


class VirtualClock:
    """A clock that stands until the test advances it; it never goes back."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, duration: timedelta) -> datetime:
        """Advances by this much, and answers the new moment."""
        return self.set(self._now + duration)

    def set(self, moment: datetime) -> datetime:
        """Advances to this moment. Raises ValueError for one that has passed."""
        if moment < self._now:
            raise ValueError(f"the clock stands at {self._now} and cannot go back to {moment}")
        self._now = moment.astimezone(UTC)
        return self._now


def a_lead(count: int = 1, **changes: Any) -> Lead:
    """A new lead from the website, reachable by mail."""
    lead, _ = Lead.capture(
        CreateLead(name="Ada Lovelace", email=f"ada{count}@example.com", source=LeadSource.WEBSITE),
        lead_id=an_id(0xA, count),
        tenant_id=TENANT,
        number=business_number(NumberKind.LEAD, START.year, count),
        at=START,
    )
    return with_fields(lead, changes)


def a_pipeline(count: int = 1, **changes: Any) -> Pipeline:
    """The default pipeline with the six stages of the template."""
    pipeline = Pipeline.from_template(
        "Sales" if count == 1 else f"Sales {count}",
        tenant_id=TENANT,
        new_id=Ids(0xB00 + count),
        at=START,
        is_default=count == 1,
    )
    return with_fields(pipeline, changes)


def an_opportunity(count: int = 1, *, pipeline: Pipeline | None = None, **changes: Any) -> Opportunity:
    """An open deal over 4,999.00 US dollars, in the first stage of ``a_pipeline()`` or of the one given.

    That is the highest value that needs no approval, in whole dollars.
    """
    request = CreateOpportunity(
        name="Analytical engine", party_id=PARTY, assigned_to=USER, currency_code="USD", expected_revenue_minor=499_900
    )
    opportunity, _ = Opportunity.open(
        request,
        pipeline or a_pipeline(),
        opportunity_id=an_id(0xC, count),
        tenant_id=TENANT,
        number=business_number(NumberKind.OPPORTUNITY, START.year, count),
        at=START,
    )
    return with_fields(opportunity, changes)


def an_activity(count: int = 1, *, related: EntityRef | None = None, **changes: Any) -> Activity:
    """A call that happened, with ``a_lead()`` or with the entity given."""
    request = LogActivity(
        related=related or a_lead().ref, activity_type=ActivityType.CALL, subject="Talked about the engine"
    )
    activity, _ = Activity.log(request, entity_id=an_id(0xD, count), tenant_id=TENANT, by=USER, at=START)
    return with_fields(activity, changes)


def a_journey(count: int = 1, **changes: Any) -> CustomerJourney:
    """The journey of ``a_lead(count)``, who has just been captured and is no customer yet."""
    lead = a_lead(count)
    first = TouchPoint(
        step_type=JourneyStepType.LEAD_CAPTURE, step_name="lead capture", entity_type=EntityKind.LEAD, entity_id=lead.id
    )
    journey, _ = CustomerJourney.begin(
        "sales", first, journey_id=an_id(0xE, count), tenant_id=TENANT, at=START, lead_id=lead.id
    )
    return with_fields(journey, changes)


def a_source(count: int = 1, **changes: Any) -> Source:
    """One the tenant added: trade fairs."""
    key = "trade-fair" if count == 1 else f"trade-fair-{count}"
    source = Source.new(AddSource(key=key, name="Trade fair"), entity_id=an_id(0xF, count), tenant_id=TENANT, at=START)
    return with_fields(source, changes)


def a_delegation(count: int = 1, **changes: Any) -> Delegation:
    """Ada's to Bob for a week from the start on, in everything."""
    request = AddDelegation(delegate="bob", ends_at=START + timedelta(days=7), reason="holiday")
    delegation, _ = Delegation.make(
        request, delegator="ada", place=count, entity_id=an_id(0xDE, count), tenant_id=TENANT, at=START
    )
    return with_fields(delegation, changes)


def an_approval(count: int = 1, **changes: Any) -> ApprovalRequest:
    """A pending request about ``an_opportunity(count)``, of the owner, to the manager ``boss``."""
    deal = an_opportunity(count)
    terms = MaterialTerms(customer=deal.party_id, currency_code="USD", value_minor=deal.expected_revenue_minor)
    request, _ = ApprovalRequest.ask(
        AskForApproval(
            subject=deal.ref,
            number=deal.opportunity_number,
            title=deal.name,
            owner=USER,
            requested_by=USER,
            level=ApprovalLevel.MANAGER,
            strategy="first",
            electorate=("boss",),
            terms=terms.as_attributes,
            digest=terms.digest,
            expires_at=START + timedelta(days=14),
        ),
        entity_id=an_id(0xAA, count),
        tenant_id=TENANT,
        at=START,
        strategies=Strategies(),
    )
    return with_fields(request, changes)


def a_currency_rate(count: int = 1, **changes: Any) -> CurrencyRate:
    """What a euro was worth in dollars, each count a day later."""
    request = AddCurrencyRate(from_currency="EUR", to_currency="USD", rate=Decimal("1.0850"))
    day = START.date() + timedelta(days=count - 1)
    rate = CurrencyRate.new(request, entity_id=an_id(0x12, count), tenant_id=TENANT, at=START, day=day)
    return with_fields(rate, changes)


def a_quota(count: int = 1, **changes: Any) -> Quota:
    """What one person is to bring in the first quarter of 2026: $10,000."""
    request = AssignQuota(period="2026-Q1", user_id=f"user-{count}", amount_minor=1_000_000, currency_code="USD")
    quota, _ = Quota.assign(request, entity_id=an_id(0xC4, count), tenant_id=TENANT, at=START)
    return with_fields(quota, changes)


def a_quotation_version(count: int = 1, **changes: Any) -> QuotationVersion:
    """Of ``an_opportunity(count)``: two engines at 100.00 US dollars each, valid for thirty days."""
    deal = an_opportunity(count)
    engines = PricedLine(description="Engine", code="ENG-1", quantity=Decimal(2), unit_price_minor=10_000)
    version, _ = QuotationVersion.draft(
        DraftQuotation(lines=(engines,)),
        entity_id=an_id(0x0F, count),
        tenant_id=TENANT,
        at=START,
        opportunity_id=deal.id,
        opportunity_number=deal.opportunity_number,
        quotation_id=an_id(0x1F, count),
        quotation_number=f"QUOTE-2026-{count:04d}",
        revision=1,
        currency_code="USD",
        valid_until=START.date() + timedelta(days=30),
    )
    return with_fields(version, changes)


def a_coaching_case(count: int = 1, **changes: Any) -> CoachingCase:
    """Somebody whose pace is half of what is due, in the first quarter of 2026."""
    evidence = CoachingEvidence(
        quota_minor=1_000_000, attained_minor=250_000, currency_code="USD", pace_basis_points=5_000, closed_deals=7
    )
    case, _ = CoachingCase.open(
        evidence,
        entity_id=an_id(0xC5, count),
        tenant_id=TENANT,
        at=START,
        user_id=f"user-{count}",
        number=1,
        coach_id="mary",
        period="2026-Q1",
        measure_at=START + timedelta(days=60),
    )
    return with_fields(case, changes)


def a_commission_plan(count: int = 1, **changes: Any) -> CommissionPlan:
    """Pays 5 % of every deal."""
    request = AddCommissionPlan(name=f"Plan {count}", scheme=Scheme.FLAT, currency="USD", rate_basis_points=500)
    plan = CommissionPlan.new(request, entity_id=an_id(0xC0, count), tenant_id=TENANT, at=START)
    return with_fields(plan, changes)


def a_commission_assignment(count: int = 1, **changes: Any) -> CommissionAssignment:
    """Gives ``a_commission_plan()`` to one person."""
    request = AssignCommissionPlan(plan="Plan 1", user_id=f"user-{count}")
    assignment = CommissionAssignment.new(request, entity_id=an_id(0xC1, count), tenant_id=TENANT, at=START)
    return with_fields(assignment, changes)


def a_commission_period(count: int = 1, **changes: Any) -> CommissionPeriod:
    """The first quarter of 2026, of a plan of its own each."""
    period = FiscalCalendar().period("2026-Q1")
    opened = CommissionPeriod.open(
        f"Plan {count}", period, "USD", entity_id=an_id(0xC2, count), tenant_id=TENANT, at=START
    )
    return with_fields(opened, changes)


def a_commission_entry(count: int = 1, **changes: Any) -> Entry:
    """What ``a_credit(count)`` has earned by ``a_commission_plan()``."""
    credit = a_credit(count)
    entry = Entry(
        id=an_id(0xC3, count),
        number=count,
        payee_kind="user",
        payee_id=credit.user_id,
        kind="earning",
        opportunity_id=credit.opportunity_id,
        opportunity_number=credit.opportunity_number,
        event_id=credit.event_id,
        plan="Plan 1",
        plan_revision=1,
        credit_period="2026-Q1",
        posted_period="2026-Q1",
        base_minor=credit.amount_minor,
        rate_basis_points=500,
        amount_minor=5_000,
        currency_code="USD",
        rate=None,
        rate_date=None,
        corrects=None,
        reason=None,
        trace="{}",
        key=f"key-{count}",
        posted_at=START,
        posted_by="admin",
        component="earning",
    )
    return entry._replace(**changes)


def a_credit(count: int = 1, **changes: Any) -> Credit:
    """Of the owner, for all of ``an_opportunity(count)``, won for 1,000.00 US dollars on the first day."""
    deal = an_opportunity(count)
    credit = Credit(
        id=an_id(0xCE, count),
        tenant_id=TENANT,
        opportunity_id=deal.id,
        opportunity_number=deal.opportunity_number,
        owner_id=deal.assigned_to,
        user_id=deal.assigned_to,
        kind=REVENUE,
        currency_code="USD",
        amount_minor=100_000,
        share_basis_points=10_000,
        basis=CreditBasis.WON,
        cause=CreditCause.WON,
        event_id=f"won-{count}",
        credit_date=START.date(),
        at=START,
    )
    return credit.model_copy(update=changes)


def a_forecast_snapshot(count: int = 1, **changes: Any) -> ForecastSnapshot:
    """Of no deals, each count a day later."""
    day = START.date() + timedelta(days=count - 1)
    facts = {"taken_on": day, "taken_by": USER, "closed_since": START.date() - timedelta(days=400), "deals": 0}
    snapshot, _ = ForecastSnapshot.take(entity_id=an_id(0xF5, count), tenant_id=TENANT, at=START, **facts)
    return with_fields(snapshot, changes)


def a_working_calendar(count: int = 1, **changes: Any) -> WorkingCalendar:
    """From Monday to Friday, nine to six with an hour for lunch, in UTC."""
    name = "Office" if count == 1 else f"Office {count}"
    request = AddCalendar(name=name, week=("mon-fri 09:00-12:00 13:00-18:00",))
    calendar = WorkingCalendar.new(request, entity_id=an_id(0x10, count), tenant_id=TENANT, at=START, timezone="UTC")
    return with_fields(calendar, changes)


def a_policy(count: int = 1, **changes: Any) -> SlaPolicy:
    """Of every lead: in touch within an hour."""
    request = AddSlaPolicy(
        name="Fast" if count == 1 else f"Fast {count}",
        subject=EntityKind.LEAD,
        promises=(Promise(target=Target.FIRST_CONTACT, seconds=3_600),),
    )
    policy, _ = SlaPolicy.add(request, entity_id=an_id(0x51, count), tenant_id=TENANT, at=START)
    return with_fields(policy, changes)


def an_sla_clock(count: int = 1, **changes: Any) -> SlaClock:
    """The first contact of ``a_lead()``, promised within a day by no policy of the tenant's."""
    lead = a_lead()
    clock = SlaClock.new(
        None,
        entity_id=an_id(0x5C, count),
        tenant_id=TENANT,
        at=START,
        subject_kind=lead.kind,
        subject_id=lead.id,
        number=lead.lead_number,
        target=Target.FIRST_CONTACT,
        policy="default",
        policy_version=0,
        priority=lead.priority,
        seconds=86_400,
        warning_percent=75,
        started_at=START,
        warn_at=START + timedelta(hours=18),
        due_at=START + timedelta(hours=24),
        paused_until=START,
    )
    return with_fields(clock, changes)


def with_fields(entity: E, changes: dict[str, Any]) -> E:
    """Checked like any input, so a misspelled field fails the test that misspells it."""
    fields = {name: getattr(entity, name) for name in type(entity).model_fields}
    return type(entity).model_validate({**fields, **changes})


def an_id(series: int, count: int) -> str:
    """The same for the same numbers: a series for each kind of entity."""
    return f"{series:08x}-0000-7000-8000-{count:012x}"

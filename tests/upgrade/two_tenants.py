"""What two tenants do within a month, by the coordinators: every table has rows in the end, and work is left undone.

A new table needs its rows here, and a new column a value in one of them: a test names what has none.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from threading import Event, Thread
from typing import Any
from unittest.mock import Mock, patch

from kill_points import Fault, FaultInjector, KillPoint, Side
from places import DUMPED_AT, NOWHERE, TENANTS, Place

from crm_adapters.storage import SqlBookmarks
from crm_adapters.wiring import Crm, administrator
from crm_adapters.wiring.infrastructure import Infrastructure
from crm_core.activities import ActivityFilter, ActivityOutcome, ActivityType, ChangeAssignees, LogActivity, TaskAnswer
from crm_core.actor import Role
from crm_core.approvals import AddDelegation, ApprovalState, ApprovalVote, Delegation
from crm_core.calendars import AddCalendar, EditCalendar
from crm_core.coaching import AgreeSteps
from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    Band,
    Bonus,
    CommissionDispute,
    CommissionStatement,
    EditCommissionPlan,
    ProductRate,
    Scheme,
    Tier,
)
from crm_core.credits import CreditedPerson
from crm_core.currency_rates import AddCurrencyRate
from crm_core.custom_fields import AddCustomField
from crm_core.errors import Unavailable
from crm_core.escalations import EscalationFilter, EscalationStatus
from crm_core.fiscal import PeriodLength
from crm_core.forecasts import SubmitForecast, SubmittedCategory
from crm_core.identity import EntityKind, EntityRef, NumberKind
from crm_core.imports import FileResult, ImportKind, LeadRecord, MappedRow, RowProblem
from crm_core.leads import CreateLead, Lead, ScoreCategory, ScoringWeight, UpdateLead
from crm_core.money import BASIS_POINTS, Money
from crm_core.opportunities import (
    AcceptedSale,
    Opportunity,
    OpportunityFilter,
    OverrideForecastCategory,
    UpdateOpportunity,
)
from crm_core.pipelines import ExitCriterion, ForecastCategory, Outcome, RequiredField, StageTemplate, UpdatePipeline
from crm_core.products import AddProduct, ProductFilter
from crm_core.quotas import AssignQuota
from crm_core.quotations import DraftQuotation, HeaderDiscount, PricedLine, QuotationVersion
from crm_core.service_levels import AddSlaPolicy, EditSlaPolicy, Promise, Target
from crm_core.sources import AddSource
from crm_core.splits import AddSplitTemplate, AskedShare, CreateSplit, Split
from crm_core.testing import Ids, VirtualClock, a_coaching_case, a_commission_entry, a_credit, a_lead, an_approval
from crm_core.tombstones import Became
from crm_core.voting import Ballot
from crm_operations.commissions import RunCommissions
from crm_operations.credits import RecordPayment, RefundDeal
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.importing import ImportSource, StartImport
from crm_operations.lead_conversion import Conversion, ConvertLead
from crm_operations.lead_routing import AssignLead, Fallback, Pool, RouteLead, RouteLeads, RoutingRule, StrategyName
from crm_operations.process import CompensationFailed
from crm_operations.providers import (
    Absence,
    CommunicationPreferences,
    CustomerUpdate,
    Message,
    Person,
    QuotationDraft,
    QuotationLine,
    WorkingHours,
)
from crm_operations.quote_to_order import OrderOpportunity, QuoteOpportunity
from crm_operations.records import TimerState

BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)
LAST_MORNING = DUMPED_AT - timedelta(hours=1)
CURRENCIES = {"harbour": ("EUR", "JPY", "KWD"), "north": ("USD", "CHF", "EUR")}
STRANGE = 'O\'Brien & "Söhne" \\ 100 % 🚢🦀'
"""What quoting may get wrong in one line, characters beyond the first plane included."""
STRANGE_LINES = f"{STRANGE}\n'); -- not the end;\n\t$$ {{}} :name %s\r\nlast line"
SUCCESSFUL = ActivityOutcome.SUCCESSFUL
SECONDS = 60.0


HOST = patch("socket.gethostname", return_value="office")
"""What workers say of where they run; no dump is to name somebody's machine."""


@HOST
def live(place: Place, _host: Mock) -> None:
    """In a process of its own, since the second half of it is another one's."""
    clock = VirtualClock(BEGIN)
    new_id = Ids()
    with place.open(clock=clock, new_id=new_id) as crm:
        harbour, north = (_Tenant(crm, clock, tenant) for tenant in TENANTS)
        for tenant in (harbour, north):
            tenant.begin()
        harbour.sell()
        likely = UpdateOpportunity(probability_basis_points=3_300, expected_close_date=date(2026, 11, 20))
        crm.deals.update(north.actor, north.deal("North").id, likely)
        crm.conversion.enqueue_conversion(harbour.actor, ConvertLead(lead_id=harbour.ready("Queued and done").id))
        crm.container.infrastructure.loops().named("relay").failed(Unavailable("the mail server is away", {}))
    with place.open(works_off_queues=True, clock=clock, new_id=new_id) as crm:
        work_off(crm)
        crm.container.coordinators.news_relay().run_until_empty()
        crm.container.coordinators.delivery_relay().run_until_empty()
        crm.notifier.mark_read(harbour.actor, [crm.notifier.inbox(harbour.actor)[0].id])
    clock.advance(LAST_MORNING - clock.now())
    with place.open(clock=clock, new_id=new_id) as crm:
        crm.live.forget_what_is_old()
        _Tenant(crm, clock, "harbour").leave_undone()
        crm.container.coordinators.news_relay().run_once(2)


@HOST
def die(place: Place, _host: Mock) -> None:
    """Over a conversion in ``north``, half done; one before it could not be undone, and is left to a person."""
    clock, new_id, actor = VirtualClock(LAST_MORNING), Ids(2), administrator("north")
    refused = FaultInjector(Fault(refused=("commit", "undo create customer")))
    with place.open(guarded=True, clock=clock, new_id=new_id, watch=refused) as crm:
        lead = _Tenant(crm, clock, "north").ready("Left to a person")
        with suppress(CompensationFailed):
            crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id))
    dying = FaultInjector(Fault(dies_at=KillPoint(Side.AFTER, "create customer")))
    with place.open(guarded=True, clock=clock, new_id=new_id, watch=dying) as crm:
        lead = _Tenant(crm, clock, "north").ready("Half converted")
        crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id))


def work_off(crm: Crm) -> None:
    """As a worker, until nothing is under way; messages are left to whoever relays them. Raises TimeoutError."""
    stop, until = Event(), time.monotonic() + SECONDS
    thread = Thread(target=crm.worker(relay_threads=0, delivery_threads=0).run, args=(stop,))
    thread.start()
    try:
        while _under_way(crm):
            if time.monotonic() > until:
                raise TimeoutError(f"still under way: {_under_way(crm)}")
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join()


def _under_way(crm: Crm) -> Sequence[str]:
    runs = [run for tenant in TENANTS for run in crm.processes.list(administrator(tenant), limit=1_000)]
    return [run.id for run in runs if run.ended_at is None and run.state in {"queued", "running"}]


class _Tenant:
    def __init__(self, crm: Crm, clock: VirtualClock, tenant: str) -> None:
        self.crm, self.clock = crm, clock
        self.actor = administrator(tenant, "mara")
        self.currencies = CURRENCIES[tenant]
        self._names = 0

    def begin(self) -> None:
        """People, rules, lists and who is told what."""
        crm, actor, tenant = self.crm, self.actor, self.actor.tenant_id
        crm.initialise(actor)
        people = crm.container.partners.people()
        hours = tuple(WorkingHours(weekday=day, start=time_of_day(8), end=time_of_day(18)) for day in range(7))
        away = Absence(start=DUMPED_AT, end=DUMPED_AT + timedelta(days=9), reason=STRANGE)
        people.add(tenant, Person(id="mara", name=STRANGE, roles=frozenset({Role.ADMIN}), timezone="Asia/Tokyo"))
        theo = Person(id="theo", name="Theo", team="sales", manager_id="mara", working_hours=hours, weight=2)
        people.add(tenant, theo.model_copy(update={"capacity": 90, "daily_capacity": 9}))
        people.add(
            tenant,
            Person(
                id="kim",
                name="Kim",
                team="sales",
                skills=frozenset({"ships"}),
                absences=(away,),
                joined_on=BEGIN.date(),
                left_on=DUMPED_AT.date(),
            ),
        )
        people.add(tenant, Person(id="kim-token", name="A token", acts_for="kim"))
        self._delegate()
        crm.sources.add(actor, AddSource(key="fair", name=STRANGE))
        crm.sources.retire(actor, "partner")
        listed = {"category": STRANGE, "list_price_minor": 999, "currency_code": "EUR", "recurring": "quarter"}
        of_all: dict[str, Any] = {
            "owner": "product",
            "name": "grade",
            "type": "choice",
            "label": STRANGE,
            "default": "A",
        }
        field = crm.custom_fields.add(
            actor,
            AddCustomField.model_validate({**of_all, "options": ("A", STRANGE), "default": "A", "is_required": True}),
        )
        text = {"owner": "product", "name": "shelf", "pattern": "[a-z]+", "least": "1", "most": "20"}
        crm.custom_fields.add(actor, AddCustomField.model_validate(text))
        product = crm.products.add(actor, AddProduct.model_validate({"code": STRANGE[:50], "name": STRANGE, **listed}))
        crm.products.retire(actor, product.id)
        crm.custom_fields.retire(actor, field.id)
        week, closed = ("mon-fri 09:00-12:00 13:00-18:00", "sat 22:00-06:00"), ("2026-12-27/2026-12-31 closed",)
        berlin = AddCalendar(name=STRANGE, week=week, days=closed, timezone="Europe/Berlin", country="DE", region="BE")
        crm.calendars.add(actor, berlin)
        crm.calendars.edit(actor, STRANGE, EditCalendar(days=(*closed, "12-24 09:00-12:00")))
        crm.calendars.retire(actor, STRANGE)
        rate = AddCurrencyRate(from_currency="EUR", to_currency="JPY", rate=Decimal("161.123456789012"))
        crm.currency_rates.retire(actor, crm.currency_rates.add(actor, rate).id)
        crm.currency_rates.add(actor, rate.model_copy(update={"to_currency": "USD"}))
        self._promise()
        self._pay()
        with crm.container.infrastructure.records().writing(actor) as work:
            pending = work.approvals.add(an_approval(tenant_id=tenant, title=STRANGE))
            yes = ApprovalVote(
                user="theo", for_user="mara", vote=Ballot.YES, at=self.clock.now(), level=pending.level, comment=STRANGE
            )
            decided = {"decided_by": "theo", "decided_at": self.clock.now(), "reason": STRANGE, "votes": (yes,)}
            approved = {"state": ApprovalState.APPROVED, "former_request_id": pending.id, **decided}
            work.approvals.add(an_approval(2, tenant_id=tenant, electorate=("mara",), **approved))
            stood: dict[str, Any] = dict.fromkeys(("team", "territory", "product", "category"), STRANGE)
            credit = a_credit(tenant_id=tenant, split_id="split-1", manager_id="mara", **stood)
            asked = CreateSplit(shares=(AskedShare(basis_points=BASIS_POINTS),), effective_from=BEGIN.date())
            of_deal = {"opportunity_id": "a-deal", "opportunity_number": "OPP-1", "owner_id": "mara", "revision": 1}
            split, _ = Split.draft(asked, entity_id="split-1", tenant_id=tenant, at=self.clock.now(), **of_deal)
            people = (CreditedPerson(user_id="mara", team=STRANGE),)
            submitted, _ = work.splits.add(split).submit(people, by="theo", at=self.clock.now(), is_asked=True)
            rejected, _ = submitted.reject(STRANGE_LINES, by="mara", at=self.clock.now())
            work.splits.save(rejected)
            priced = PricedLine(
                description=STRANGE, code="ENG-1", quantity=Decimal("2.5001"), unit_price_minor=999, cost_minor=1
            )
            offered = DraftQuotation(lines=(priced, priced), header_discount=HeaderDiscount(basis_points=333))
            named = {"opportunity_id": "a-deal", "opportunity_number": "OPP-1", "revision": 1, "currency_code": "EUR"}
            named |= {"quotation_id": "over-there", "quotation_number": STRANGE, "valid_until": BEGIN.date()}
            version, _ = QuotationVersion.draft(
                offered, entity_id="version-1", tenant_id=tenant, at=self.clock.now(), **named
            )
            refused, _ = work.quotation_versions.add(version).reject(STRANGE_LINES, by="theo", at=self.clock.now())
            moments = dict.fromkeys(("sent_at", "viewed_at", "decided_at"), self.clock.now())
            extended = {"extended_from": BEGIN.date(), "extended_by": "mara", "approval_request_id": "asked"}
            facts = {"superseded_by": "q-3", "order_id": "o-1", "discount_basis_points": 1, "margin_basis_points": -1}
            changed = refused.changed(self.clock.now(), **moments, **extended, **facts)
            work.quotation_versions.save(changed)
            work.credits.add([credit, credit.model_copy(update={"id": "taken-back", "reverses": credit.id})])
        even = (AskedShare(basis_points=5_000), AskedShare(user_id="theo", basis_points=5_000))
        template = crm.splits.add_template(
            actor, AddSplitTemplate(name=STRANGE, shares=even, description=STRANGE_LINES)
        )
        crm.splits.retire_template(actor, template.id)
        weighed = crm.scoring.weigh(actor, (ScoringWeight(category=ScoreCategory.BEHAVIORAL, percent=150),))
        crm.scoring.set(actor, weighed.model_copy(update={"version": weighed.version + 1, "currency": "USD"}))
        crm.routing.set_rules(
            actor,
            [
                RoutingRule(
                    id="ships",
                    position=1,
                    name=STRANGE,
                    condition='lead.industry == "ships"',
                    strategy=StrategyName.WEIGHTED,
                    pool=Pool(team="sales"),
                ),
                RoutingRule(
                    id="nobody",
                    position=2,
                    name="Whom nobody can take",
                    strategy=StrategyName.ROUND_ROBIN,
                    pool=Pool(users=frozenset({"kim"})),
                    required_skills=frozenset({"trains"}),
                    fallback=Fallback.QUEUE,
                    queue="waiting",
                ),
            ],
        )
        stages = (
            StageTemplate(
                name="offer",
                percent=40,
                next_stages=("signed", "gone"),
                required_fields=(RequiredField.NOTES,),
                exit_criteria=(ExitCriterion(condition="opportunity.days_in_stage >= 2", remedy=STRANGE),),
                rotting_days=30,
            ),
            StageTemplate(name="signed", percent=100, next_stages=(), outcome=Outcome.WON),
            StageTemplate(name="gone", percent=0, next_stages=(), outcome=Outcome.LOST),
        )
        self.repairs = crm.deals.create_pipeline(actor, "Repairs", stages).id
        crm.deals.edit_pipeline(actor, self.repairs, UpdatePipeline(description=STRANGE_LINES))
        crm.deals.retire_pipeline(actor, crm.deals.create_pipeline(actor, "Former").id)
        crm.notifier.set_preferences(actor, {"digest": "daily", "quiet_hours": "22:00-07:00", "locale": "de"})
        for user in ("mara", "theo"):
            crm.notifier.add_address(actor, "email", f"{user}@example.com", user_id=user)
        former = crm.notifier.add_address(actor, "email", "former@example.com", user_id="theo")
        crm.container.partners.addresses().disable(tenant, former.id, STRANGE)
        hook = crm.webhooks.add(actor, "http://{}:{}/hook".format(*NOWHERE), ["lead.created", "opportunity.won"])
        crm.webhooks.rotate_secret(actor, hook.webhook.id)
        crm.webhooks.disable(actor, crm.webhooks.add(actor, "https://example.com/former").webhook.id, STRANGE_LINES)
        SqlBookmarks(crm.database).move(tenant, "partner", self.clock.now())

    def _promise(self) -> None:
        """A policy by working hours, another one that is retired; every lead and deal to come has its clocks."""
        crm, actor = self.crm, self.actor
        crm.calendars.add(actor, AddCalendar(name="Office", week=("mon-fri 09:00-18:00",), timezone="Europe/Berlin"))
        promised = (Promise(target=Target.FIRST_CONTACT, seconds=14_400),)
        hot = AddSlaPolicy(name=STRANGE, subject=EntityKind.LEAD, promises=promised, condition="lead.score >= 0")
        crm.sla_policies.add(actor, hot.model_copy(update={"calendar": "Office"}))
        crm.sla_policies.edit(actor, STRANGE, EditSlaPolicy(position=1))
        follow_up = (Promise(target=Target.FOLLOW_UP, seconds=86_400),)
        crm.sla_policies.add(actor, AddSlaPolicy(name="Former", subject=EntityKind.OPPORTUNITY, promises=follow_up))
        crm.sla_policies.retire(actor, "Former")

    def _pay(self) -> None:
        """A plan that was revised, one that is retired, who is paid by them, and an entry with all there may be."""
        crm, actor, day = self.crm, self.actor, self.clock.now().date()
        low = Tier(from_minor=0, to_minor=100_000, rate_basis_points=300)
        tiers = (low, Tier(from_minor=100_000, rate_basis_points=500))
        plan = AddCommissionPlan(name=STRANGE, scheme=Scheme.MARGINAL, currency="EUR", tiers=tiers)
        crm.commission_plans.add(actor, plan)
        crm.commission_plans.edit(actor, STRANGE, EditCommissionPlan(effective_from=date(2026, 10, 1)))
        flat = AddCommissionPlan(name="Former", scheme=Scheme.FLAT, currency="EUR", rate_basis_points=500)
        crm.commission_plans.add(actor, flat)
        crm.commission_plans.retire(actor, "Former")
        crm.commission_plans.add(actor, _every_term())
        theirs = AssignCommissionPlan(plan=STRANGE, user_id="theo", first_day=day, last_day=day)
        crm.commission_assignments.assign(actor, theirs)
        crm.commission_assignments.assign(actor, AssignCommissionPlan(plan=STRANGE, for_role=Role.REP))
        hers = AssignQuota(
            period="2026-Q4", user_id="theo", product=STRANGE, amount_minor=1, currency_code="EUR", ramp=(2_500,)
        )
        crm.performance.assign_quota(actor, hers)
        quota = crm.performance.assign_quota(actor, hers.model_copy(update={"amount_minor": 2}))
        crm.performance.withdraw_quota(actor, quota.id)
        places = ({"team": STRANGE}, {"territory": STRANGE})
        for place in places:
            whole: dict[str, Any] = {"period": "2026", "amount_minor": 3, "currency_code": "EUR", **place}
            crm.performance.assign_quota(actor, AssignQuota(**whole))
        forecast = SubmitForecast(amount=Money(minor=1, currency="EUR"), period="2027", note=STRANGE_LINES)
        crm.forecasts.submit(actor, forecast.model_copy(update={"amount": Money(minor=2, currency="EUR")}))
        crm.forecasts.submit(actor, forecast)
        crm.forecasts.submit(actor, forecast.model_copy(update={"category": SubmittedCategory.BEST_CASE}))
        crm.forecasts.withdraw(actor, crm.forecasts.adjust(actor, "theo", forecast).id)
        crm.forecasts.adjust(actor, "theo", forecast)
        crm.forecast_snapshots.take(actor)
        with crm.container.infrastructure.records().writing(actor) as work:
            evidence = a_coaching_case().evidence.model_copy(
                update={"win_rate_basis_points": 2_000, "working_days": 33}
            )
            case = a_coaching_case(tenant_id=actor.tenant_id, user_id="theo", evidence=evidence)
            case, _ = work.coaching_cases.add(case).measure(9_000, at=self.clock.now())
            work.coaching_cases.save(case)
        crm.coaching.agree(actor, case.id, AgreeSteps(steps=(STRANGE,)))
        with crm.container.infrastructure.records().writing(actor, batch="a batch") as work:
            [number] = work.numbers.next_many(NumberKind.LEAD, DUMPED_AT.year, 1)
            imported = a_lead(9, tenant_id=actor.tenant_id, lead_number=number, external_id=None)
            work.leads.remove_many(work.leads.add_many([[imported]]), Became.REVERSED, at=self.clock.now())
        taken = FileResult(
            file=STRANGE, kind=ImportKind.LEAD, encoding="utf-8", delimiter=",", mapping={"Name": "name"}
        )
        row = MappedRow(2, LeadRecord(name=STRANGE, external_id=f"{actor.tenant_id}:2"))
        refusal = RowProblem(line=3, column="name", value=STRANGE, problem="it is empty", remedy="say it")
        source = ImportSource(taken, lambda: iter((row, refusal)))
        crm.imports.run(actor, [source], StartImport(digest="one", mapping=STRANGE_LINES, files=(taken,)))
        again = crm.imports.run(actor, [source], StartImport(digest="two", mapping=STRANGE_LINES, files=(taken,)))
        crm.imports.undo(actor, again.import_number)
        crm.coaching.close(actor, case.id, STRANGE_LINES)
        crm.commissions.run(actor, RunCommissions(plan=STRANGE, period="2026-Q4"))
        entry = a_commission_entry(
            plan=STRANGE, payee_id="theo", credit_period="2026-Q4", posted_period="2026-Q4", reason=STRANGE_LINES
        )
        entry = entry._replace(rate="1.085", rate_date=day, corrects=1, posted_at=self.clock.now(), kind="correction")
        entry = entry._replace(pay_rate="1/0.9", pay_rate_date=day)
        with crm.provide(Infrastructure.records).writing(actor) as work:
            work.commission_entries.post([entry])
            stated: dict[str, Any] = {"plan": STRANGE, "period": "2026-Q4", "payee_id": "theo", "currency_code": "EUR"}
            stated |= {"tenant_id": actor.tenant_id, "at": self.clock.now()}
            decided: dict[str, Any] = {"approver_id": "mara", "approved_by": "mara", "approved_at": self.clock.now()}
            statement = CommissionStatement.new(
                None, entity_id="statement-1", **stated, **decided, comment=STRANGE_LINES
            )
            work.commission_statements.add(statement)
            line: dict[str, Any] = {"entry": 1, "amount_minor": -1, "opportunity_number": "OPP-2026-0001"}
            line |= {"split_id": "split-1", "reason": STRANGE_LINES, "opened_by": "theo"}
            dispute, _ = CommissionDispute.open(entity_id="dispute-1", **stated, **line)
            resolved, _ = work.commission_disputes.add(dispute).resolve(STRANGE, by="mara", at=self.clock.now())
            work.commission_disputes.save(resolved)

    def _delegate(self) -> None:
        """One that stands, and one that is over in every field."""
        now, week, tenant = self.clock.now(), timedelta(days=7), self.actor.tenant_id
        request = AddDelegation(delegate="theo", ends_at=now + 52 * week, reason=STRANGE_LINES, moves_open=True)
        with self.crm.provide(Infrastructure.records).writing(self.actor) as work:
            for place, at in enumerate((now - 2 * week, now), start=1):
                delegation, _ = Delegation.make(
                    request,
                    delegator="mara",
                    place=place,
                    entity_id=f"d-{place}",
                    tenant_id=tenant,
                    at=at,
                )
                if at < now:
                    delegation, _ = delegation.transferred({"a": "theo"}, {"b": "theo"}, at=at)
                    delegation, _ = delegation.revoke(at=at)
                    delegation, _ = delegation.returned(1, 0, at=at)
                work.delegations.add(delegation)

    def sell(self) -> None:
        """A deal that is ordered, one that was lost, reopened and lost again; leads that wait, and that are lost."""
        crm, actor = self.crm, self.actor
        won, back = self.deal("Won", pipeline_id=self.repairs), self.deal("Back")
        self.clock.advance(timedelta(days=3))
        crm.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=won.id))
        crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=won.id, pass_rules=STRANGE_LINES))
        crm.quote_to_order.convert_to_order(actor, OrderOpportunity(opportunity_id=won.id))
        worth = crm.deals.get(actor, won.id).actual_value
        assert worth is not None
        part = Money(minor=worth.minor // 3, currency=worth.currency)
        crm.credits.record_payment(actor, won.id, RecordPayment(amount=part, payment_id=STRANGE))
        crm.credits.refund_deal(actor, won.id, RefundDeal(amount=part, refund_id="R-1", reason=STRANGE_LINES))
        crm.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=back.id))
        line = QuotationLine(description=STRANGE, code=STRANGE, quantity=Decimal("2.5001"), unit_price_minor=999)
        by_hand = QuotationDraft(
            opportunity_id=back.id,
            customer_id=back.party_id,
            currency_code=back.currency_code,
            lines=(line,),
            discount_minor=1,
            valid_until=BEGIN.date(),
        )
        crm.quotations.create_from_opportunity(actor.tenant_id, by_hand, key="by hand")
        crm.closing.close_as_lost(actor, CloseAsLost(opportunity_id=back.id, reason=STRANGE_LINES))
        crm.closing.reopen(actor, back.id, STRANGE)
        terms = UpdateOpportunity(
            discount_basis_points=1_250,
            margin_basis_points=-300,
            payment_days=60,
            term_months=24,
            non_standard_clauses=(STRANGE,),
        )
        crm.deals.update(actor, back.id, UpdateOpportunity(description=STRANGE, notes=STRANGE_LINES, **terms.changes))
        surely = OverrideForecastCategory(category=ForecastCategory.COMMIT, reason=STRANGE_LINES)
        crm.deals.override_category(actor, back.id, surely)
        crm.closing.close_as_lost(actor, CloseAsLost(opportunity_id=back.id, reason=STRANGE))
        held = AcceptedSale(quotation_id=STRANGE, waits_for=STRANGE_LINES)
        crm.deals.hold(actor, self.deal("Accepted elsewhere").id, held)
        customer = CustomerUpdate(phone="+49 30 123 456", contact_name=STRANGE, owner_id="theo")
        crm.accounts.update(actor, back.party_id, customer)
        agreed = CommunicationPreferences(language="de", email=False, phone=True)
        crm.container.partners.customers().set_communication_preferences(actor.tenant_id, back.party_id, agreed)
        gone = self.lead("Gone", STRANGE, attributes={"tonnes": 12, "flag": STRANGE})
        crm.leads.disqualify(actor, gone.id, STRANGE_LINES)
        crm.leads.reopen(actor, gone.id, STRANGE)
        crm.leads.update(actor, gone.id, UpdateLead(phone="+49 30 1", notes=STRANGE_LINES))
        ships = self.lead("For the ships", industry="ships", territory="North Sea", campaign_id="fair-26")
        self.lead("Waiting")
        crm.routing.route_leads(actor, RouteLeads())
        crm.routing.assign(actor, AssignLead(lead_id=gone.id, user_id="theo", reason=STRANGE_LINES))
        crm.routing.route_lead(actor, RouteLead(lead_id=gone.id, again=True))
        crm.leads.disqualify(actor, ships.id, STRANGE)
        self.task(gone.ref)
        message = Message(title=STRANGE, body=STRANGE_LINES, about=won.ref, reason="Everybody asked.")
        crm.real_time.send_alert(actor, ["mara", "theo"], message, delivery_id=f"alert-{actor.tenant_id}")
        crm.notifications.remind(
            actor.tenant_id, "mara", message, self.clock.now(), delivery_id=f"reminder-{actor.tenant_id}"
        )
        letter = {"to": "ada@example.com", "title": STRANGE, "body": STRANGE_LINES}
        crm.integrations.enqueue(actor, "email", letter, subject=won.ref)
        crm.integrations.enqueue(actor, "webhook", {"webhook_id": "gone"}, {"text": STRANGE})

    def leave_undone(self) -> None:
        """Runs, messages and timers that wait; one run is cancelled before it is begun."""
        crm, actor = self.crm, self.actor
        self.timers(self.lead("Somebody to remind").ref)
        with crm.container.infrastructure.records().writing(actor) as work:
            stores: Sequence[tuple[Any, Any]] = (
                (work.opportunities, OpportunityFilter(limit=1)),
                (work.activities, ActivityFilter(limit=1)),
                (work.products, ProductFilter(limit=1)),
            )
            for store, first in stores:
                store.save(store.find(first)[0].changed(self.clock.now(), external_id=STRANGE[:50]))
        crm.conversion.enqueue_conversion(actor, ConvertLead(lead_id=self.ready("Queued").id))
        crm.real_time.push(actor, "opportunity.noticed", {"text": STRANGE}, delivery_id="push", user_id="theo")
        weak = self.lead("Not good enough")
        crm.conversion.enqueue_conversion(actor, ConvertLead(lead_id=weak.id))
        list(crm.routing.enqueue_routing(actor, RouteLeads(lead_ids=(weak.id,))))
        crm.processes.cancel(
            actor, crm.conversion.enqueue_conversion(actor, ConvertLead(lead_id=self.lead("Cancelled").id))
        )

    def timers(self, about: EntityRef) -> None:
        """One that waits, one that is over, one that nobody can fire."""
        records = self.crm.container.infrastructure.records()
        with records.writing(self.actor) as work:
            for rung in (0, 1):
                work.timers.set("reminder", about, DUMPED_AT + timedelta(days=rung), rung)
            work.timers.set("unknown", about, self.clock.now())
        with records.writing(self.actor) as work:
            first, *_ = work.timers.of(about)
            work.timers.hold(first)
            work.timers.finish(first, TimerState.FIRED, self.clock.now())
        self.crm.timer_firing.run_until_none()
        crm, actor = self.crm, self.actor
        escalation, *_ = crm.escalations.list(actor, EscalationFilter(status=EscalationStatus.OPEN))
        crm.escalations.acknowledge(actor, escalation.id)
        crm.escalations.snooze(actor, escalation.id)
        crm.escalations.resolve(actor, escalation.id, STRANGE_LINES)

    def deal(self, name: str, **more: Any) -> Opportunity:
        command = ConvertLead(lead_id=self.ready(name).id, **more)
        converted = self.crm.conversion.convert_lead(self.actor, command)
        assert isinstance(converted, Conversion), converted
        return self.crm.deals.get(self.actor, converted.opportunity_id)

    def ready(self, name: str) -> Lead:
        """A lead that passes the gate of conversion."""
        lead = self.lead(name)
        meeting = LogActivity(related=lead.ref, activity_type=ActivityType.MEETING, subject="Met", outcome=SUCCESSFUL)
        self.crm.activities.log(self.actor, meeting)
        self.crm.leads.score(self.actor, lead.id)
        return lead

    def lead(self, name: str, more: str = "", **changes: Any) -> Lead:
        self._names += 1
        self.clock.advance(timedelta(minutes=7))
        facts: Mapping[str, Any] = {
            "name": f"{name} {more}",
            "external_id": name,
            "company": f"{name} {more} & Co",
            "email": f"{name.replace(' ', '.')}@Example.com",
            "industry": "machines",
            "source": "fair",
            "estimated_value_minor": 100_001 * self._names,
            "currency_code": self.currencies[self._names % len(self.currencies)],
        }
        return self.crm.leads.capture(self.actor, CreateLead.model_validate({**facts, **changes})).lead

    def task(self, about: EntityRef) -> None:
        due = self.clock.now() + timedelta(days=1)
        open_one, done = (
            self.crm.activities.log(
                self.actor,
                LogActivity(
                    related=about,
                    activity_type=ActivityType.TASK,
                    subject=subject,
                    description=STRANGE_LINES,
                    due_date=due,
                    assigned_to="theo",
                ),
            )
            for subject in ("Call back", STRANGE)
        )
        assert open_one.completed_at is None
        self.crm.activities.complete(self.actor, done.id)
        self.crm.activities.assign(self.actor, open_one.id, ChangeAssignees(add=("mara",), strategy="quorum:2"))
        self.crm.activities.answer(self.actor, open_one.id, TaskAnswer.DONE, STRANGE_LINES)


def _every_term() -> AddCommissionPlan:
    """A plan that says all a plan may say."""
    return AddCommissionPlan(
        name="Every term",
        scheme=Scheme.ATTAINMENT,
        currency="EUR",
        pay_currency="USD",
        frequency=PeriodLength.MONTH,
        quota_period=PeriodLength.QUARTER,
        rate_basis_points=500,
        bands=(Band(from_basis_points=0, multiplier_basis_points=10_000),),
        bands_are_marginal=False,
        rates=(ProductRate(product="X1", rate_basis_points=100), ProductRate(category=STRANGE, rate_basis_points=0)),
        bonuses=(Bonus(amount_minor=1, from_credit_minor=5, category=STRANGE),),
        floor_minor=1,
        cap_minor=2,
        holdback_basis_points=3,
        holdback_days=4,
        clawback_days=5,
        clawback_is_sliding=True,
        override_basis_points=6,
        override_depth=7,
        draw_minor=8,
        draw_is_recoverable=False,
    )

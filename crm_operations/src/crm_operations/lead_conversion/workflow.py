"""From lead to opportunity, step by step (WFL-CRMOP-0050 to 0055).

Local facts change in one commit at the end. What the partner system did before that is undone when a later step fails.
The opportunity is opened in that same commit: opened earlier and withdrawn, it would leave a gap in the numbers.
"""

from typing import NamedTuple

from crm_core.activities import Activity, ActivityType, LogActivity
from crm_core.actor import Actor
from crm_core.approvals import DelegationScope, stand_in
from crm_core.clock import Clock, local_date
from crm_core.errors import Conflict
from crm_core.identity import NewId, NumberKind
from crm_core.leads import Lead, LeadStatus
from crm_core.opportunities import Opportunity
from crm_core.values import Value
from crm_core.vocabulary import AnyText
from crm_operations.lead_conversion.context import LeadContext, LeadContextProvider
from crm_operations.lead_conversion.qualification import (
    QUALIFICATION,
    LeadQualificationRule,
    NotQualified,
    QualificationCase,
    QualificationResult,
)
from crm_operations.lead_conversion.request import Conversion, ConvertLead, LeadNotQualified
from crm_operations.process import Saga
from crm_operations.providers import (
    Customer,
    CustomerNotFound,
    CustomerProvider,
    Message,
    Notice,
    PeopleProvider,
    last_here,
    require_assignee,
)
from crm_operations.records import Records, UnitOfWork
from crm_operations.settings import QualificationSettings, SettingsFor
from crm_operations.stage_rules import record_verdict


class CaseOpened(Value):
    """The first step's answer, used by all later ones: the lead as loaded, and the ids to use."""

    context: LeadContext
    opportunity_id: AnyText
    activity_id: AnyText
    delegated: tuple[AnyText, ...] = ()
    """From the owner of the deal to who stands in; empty where nobody does."""


class StandIn(Value):
    """Who gets the deal in place of its owner."""

    user_id: AnyText


class CustomerForLead(Value):
    customer: Customer
    created: bool


class Judged(NamedTuple):
    """A verdict with its case and its policy, as recorded."""

    case: QualificationCase
    policy: QualificationSettings
    verdict: QualificationResult


class LeadToOpportunityWorkflow:
    """load -> qualify -> find or create the customer -> link -> settle."""

    name = process = "lead-conversion"
    command = ConvertLead
    answers = (CaseOpened, StandIn, CustomerForLead, Conversion, LeadNotQualified)

    def __init__(
        self,
        records: Records,
        customers: CustomerProvider,
        people: PeopleProvider,
        contexts: LeadContextProvider,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._records = records
        self._customers = customers
        self._people = people
        self._contexts = contexts
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    def require_subject(self, actor: Actor, command: ConvertLead) -> None:
        """Raises LeadNotFound."""
        with self._records.reading(actor) as work:
            work.leads.get(command.lead_id)

    def run(self, saga: Saga, actor: Actor, command: ConvertLead) -> Conversion | LeadNotQualified:
        """Raises InvalidLeadStatusTransition, CustomerNotFound, PersonNotFound, AssigneeLeft, Unavailable."""
        case = saga.step("load lead", lambda: self._load(actor, command))
        lead = case.context.lead
        if lead.status is LeadStatus.CONVERTED_TO_OPPORTUNITY:
            return saga.step("find existing conversion", lambda: self.existing_result(actor, lead.id))

        judged = self.judge(actor.tenant_id, case.context, command.override_reason)
        if isinstance(judged.verdict, NotQualified):
            saga.step("save the refusal", lambda: self._save_refusal(actor, case, judged))
            return LeadNotQualified(lead_id=lead.id, reasons=judged.verdict.reasons)

        if command.assigned_to is not None:
            saga.step("look for the owner", lambda: self.require_owner(actor, command))
        acting = None
        if case.delegated:
            acting = saga.step("look for who stands in", lambda: self._stand_in(actor, case.delegated))
        found = saga.step("find customer", lambda: self._find_customer(actor, command, lead))
        if found is None:
            key = saga.key("customer")
            found = saga.step(
                "create customer",
                lambda: self._create_customer(actor, lead, key),
                undo=lambda result: self._discard_if_created(actor, result, key),
                on_unknown=lambda: self._discard_if_present(actor, lead, key),
            )
        customer = found.customer
        saga.step(
            "link customer",
            lambda: self._customers.link_to_opportunity(actor.tenant_id, customer.id, case.opportunity_id),
            undo=lambda _: self._unlink(actor, customer, case),
            on_unknown=lambda: self._unlink(actor, customer, case),
        )
        return saga.commit_step("commit", lambda: self._commit(actor, command, case, found, judged, acting))

    def judge(self, tenant_id: str, context: LeadContext, override_reason: str | None) -> Judged:
        """A pure verdict. Raises InvalidLeadStatusTransition for a lead that cannot become an opportunity at all."""
        settings, lead = self._settings_for(tenant_id), context.lead
        if lead.status is not LeadStatus.QUALIFIED:
            lead.qualify(at=lead.updated_at, policy=settings.lead_policy)
        case, policy = QualificationCase.of(context, override_reason), settings.qualification
        return Judged(case, policy, QUALIFICATION.decide(case, policy))

    def require_owner(self, actor: Actor, command: ConvertLead) -> None:
        """Raises PersonNotFound, AssigneeLeft for a named owner who is unknown or has left."""
        require_assignee(self._people, actor, command.assigned_to)

    def existing_result(self, actor: Actor, lead_id: str) -> Conversion:
        """What a converted lead became. Raises OpportunityNotFound for one that is not converted."""
        with self._records.reading(actor) as work:
            lead = work.leads.get(lead_id)
            opportunity = work.opportunities.get(lead.converted_to_opportunity_id or "")
        return _conversion(opportunity, created=False)

    def _load(self, actor: Actor, command: ConvertLead) -> CaseOpened:
        at = self._clock.now()
        with self._records.reading(actor) as work:
            context = self._contexts.get_context(work, command.lead_id, at)
            owner = command.assigned_to or context.lead.assigned_to or actor.user_id
            chain = stand_in(work.delegations.standing(at), owner, DelegationScope.DEALS, at)
        return CaseOpened(
            context=context,
            opportunity_id=self._new_id(),
            activity_id=self._new_id(),
            delegated=chain if len(chain) > 1 else (),
        )

    def _stand_in(self, actor: Actor, delegated: tuple[str, ...]) -> StandIn:
        """The last of the chain who is here, else the owner."""
        people = self._people.members(actor.tenant_id)
        return StandIn(user_id=last_here(delegated, people))

    def _save_refusal(self, actor: Actor, case: CaseOpened, judged: Judged) -> None:
        with self._records.writing(actor) as work:
            stored = work.decisions.of(case.context.lead.ref, QUALIFICATION.kind)
            if any(decision.at == case.context.at for decision in stored):
                return  # this very step, repeated
            self._record(work, case, judged)

    def _find_customer(self, actor: Actor, command: ConvertLead, lead: Lead) -> CustomerForLead | None:
        if command.customer_id is not None:
            known = self._customers.find_by_id(actor.tenant_id, command.customer_id)
            if known is None:
                raise CustomerNotFound.because_unknown_customer(command.customer_id)
        else:
            known = self._customers.find_by_email(actor.tenant_id, lead.email) if lead.email else None
        return None if known is None else CustomerForLead(customer=known, created=False)

    def _create_customer(self, actor: Actor, lead: Lead, key: str) -> CustomerForLead:
        draft = self._contexts.customer_draft(lead)
        try:
            return CustomerForLead(
                customer=self._customers.create_from_lead(actor.tenant_id, draft, key=key), created=True
            )
        except Conflict:
            # Another lead with this address created the customer since we looked.
            rival = self._customers.find_by_email(actor.tenant_id, lead.email) if lead.email else None
            if rival is None:
                raise
            return CustomerForLead(customer=rival, created=False)

    def _discard_if_created(self, actor: Actor, found: CustomerForLead, key: str) -> None:
        if found.created:
            self._customers.discard(actor.tenant_id, found.customer.id, key=key)

    def _discard_if_present(self, actor: Actor, lead: Lead, key: str) -> None:
        existing = self._customers.find_by_email(actor.tenant_id, lead.email) if lead.email else None
        if existing is not None:
            self._customers.discard(actor.tenant_id, existing.id, key=key)

    def _unlink(self, actor: Actor, customer: Customer, case: CaseOpened) -> None:
        self._customers.unlink_from_opportunity(actor.tenant_id, customer.id, case.opportunity_id)

    def _commit(
        self,
        actor: Actor,
        command: ConvertLead,
        case: CaseOpened,
        found: CustomerForLead,
        judged: Judged,
        acting: StandIn | None,
    ) -> Conversion:
        settings = self._settings_for(actor.tenant_id)
        at = case.context.at
        with self._records.writing(actor) as work:
            lead = work.leads.get(command.lead_id)
            if lead.converted_to_opportunity_id == case.opportunity_id:  # this very step, repeated
                return _conversion(work.opportunities.get(case.opportunity_id), created=found.created)
            if lead.status is not LeadStatus.QUALIFIED:
                lead, qualified = lead.qualify(at=at, policy=settings.lead_policy)
                work.outbox.announce(qualified)
            lead, converted = lead.convert(
                opportunity_id=case.opportunity_id, party_id=found.customer.id, at=at, policy=settings.lead_policy
            )
            request = self._contexts.get_lead_data_for_conversion(
                lead, found.customer, command, settings, actor.user_id
            )
            if acting is not None:
                request = request.model_copy(update={"assigned_to": acting.user_id})
            pipeline = work.pipelines.get(command.pipeline_id) if command.pipeline_id else work.pipelines.default()
            opportunity, opened = Opportunity.open(
                request,
                pipeline,
                opportunity_id=case.opportunity_id,
                tenant_id=actor.tenant_id,
                number=work.numbers.next(NumberKind.OPPORTUNITY, local_date(at, settings.zone).year),
                at=at,
                lead_source=lead.source,
                by_conversion=True,
            )
            work.pipelines.hold_stage(pipeline.id, opportunity.stage, begins=True)
            work.leads.save(lead)
            work.opportunities.add(opportunity)
            record_verdict(work, opportunity, opportunity.judge_beginning(pipeline, at=at), at=at)
            self._log_activity(work, case, lead, opportunity)
            self._record(work, case, judged)
            work.outbox.announce(converted, opened)
            work.outbox.notify(_notice(lead, opportunity))
        return _conversion(opportunity, created=found.created)

    def _log_activity(self, work: UnitOfWork, case: CaseOpened, lead: Lead, opportunity: Opportunity) -> None:
        note = LogActivity(
            related=opportunity.ref,
            activity_type=ActivityType.NOTE,
            subject=f"Converted from {lead.lead_number}",
            assigned_to=opportunity.assigned_to,
        )
        activity, _ = Activity.log(
            note, entity_id=case.activity_id, tenant_id=lead.tenant_id, by=work.actor.user_id, at=case.context.at
        )
        work.activities.add(activity)

    def _record(self, work: UnitOfWork, case: CaseOpened, judged: Judged) -> None:
        work.decisions.record(
            QUALIFICATION,
            case.context.lead.ref,
            policy=judged.policy,
            policy_version=LeadQualificationRule(judged.policy).policy_version,
            case=judged.case,
            verdict=judged.verdict,
            reasons=judged.verdict.reasons,
            at=case.context.at,
        )


def _conversion(opportunity: Opportunity, *, created: bool) -> Conversion:
    return Conversion(
        lead_id=opportunity.lead_id or "",
        customer_id=opportunity.party_id,
        opportunity_id=opportunity.id,
        opportunity_number=opportunity.opportunity_number,
        customer_created=created,
    )


def _notice(lead: Lead, opportunity: Opportunity) -> Notice:
    message = Message(
        title=f"{lead.lead_number} became {opportunity.opportunity_number}",
        body=f"{opportunity.name} is in {opportunity.stage} and yours to work on.",
        about=opportunity.ref,
        reason="The opportunity is assigned to you.",
    )
    return Notice(tenant_id=lead.tenant_id, users=(opportunity.assigned_to,), message=message)

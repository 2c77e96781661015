"""The coordinator of lead conversion (FUN-CRMOP-0023/0024, CRD-CRMOP-0065 to 0070)."""

from collections.abc import Callable, Iterator

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.errors import CrmError
from crm_core.leads import Lead, LeadStatus
from crm_operations.lead_conversion.bulk import Candidate, ConversionOutcome, ConvertLeads, LeadOutcome, candidates
from crm_operations.lead_conversion.context import LeadContextProvider
from crm_operations.lead_conversion.qualification import NotQualified
from crm_operations.lead_conversion.request import Conversion, ConversionPlan, ConvertLead, LeadNotQualified
from crm_operations.lead_conversion.workflow import LeadToOpportunityWorkflow
from crm_operations.operation import acts, inward, plans
from crm_operations.process import ProcessRunner, SameProcessOtherCommand, process_id
from crm_operations.providers import Customer, CustomerNotFound, CustomerProvider
from crm_operations.records import Records
from crm_operations.settings import SettingsFor


class LeadConversionCoordinator:
    """Turns qualified leads into customers and opportunities, one or many, now or by a worker.

    Each method raises NotPermitted; a lead that does not qualify is an answer, LeadNotQualified, and no error.
    """

    def __init__(
        self,
        runner: ProcessRunner,
        workflow: LeadToOpportunityWorkflow,
        records: Records,
        customers: CustomerProvider,
        contexts: LeadContextProvider,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._runner = runner
        self._workflow = workflow
        self._records = records
        self._customers = customers
        self._contexts = contexts
        self._settings_for = settings_for
        self._clock = clock

    @acts(Permission.LEAD_CONVERT, further=(Permission.LEAD_OVERRIDE,))
    def convert_lead(self, actor: Actor, command: ConvertLead) -> Conversion | LeadNotQualified:
        """A lead is converted once: repeated and simultaneous commands have the same answer.

        Raises LeadNotFound, CustomerNotFound, PersonNotFound, AssigneeLeft, InvalidLeadStatusTransition;
        SameProcessOtherCommand when the lead was converted on other terms; CompensationFailed when a failure could not
        be undone.
        """
        _require_override(actor, command)
        try:
            return self._runner.start(self._workflow, self._process_id(actor, command), actor, command)
        except SameProcessOtherCommand:
            if command.model_fields_set != {"lead_id"}:
                raise
            return self._workflow.existing_result(actor, command.lead_id)  # no details asked for, so none can differ

    @inward("it goes on as far as it is asked on; in bulk it is convert_lead", Permission.LEAD_CONVERT)
    def convert_leads(self, actor: Actor, command: ConvertLeads) -> Iterator[LeadOutcome]:
        """Converts leads one by one while the caller iterates; an error of one stops none of the others.

        Raises ConditionError; Unavailable when the next leads cannot be read.
        """
        found = self.candidates(actor, command)
        return (self._outcome(lead, lambda one: self._converted(actor, one)) for lead in found)

    @inward("it goes on as far as it is asked on; in bulk it is plan", Permission.LEAD_CONVERT)
    def plan_leads(self, actor: Actor, command: ConvertLeads) -> Iterator[LeadOutcome]:
        """What ``convert_leads`` would come to now; nothing is touched. Raises what it would raise."""
        found = self.candidates(actor, command)
        return (self._outcome(lead, lambda one: self._planned(actor, one)) for lead in found)

    @inward("it goes on as far as it is asked on", Permission.LEAD_CONVERT)
    def candidates(self, actor: Actor, command: ConvertLeads) -> Iterator[Candidate]:
        """The leads ``convert_leads`` would turn to. Raises ConditionError."""
        return candidates(self._records, actor, command, self._settings_for(actor.tenant_id).bulk.page_size)

    @acts(Permission.LEAD_CONVERT, further=(Permission.LEAD_OVERRIDE,))
    def enqueue_conversion(self, actor: Actor, command: ConvertLead) -> str:
        """Leaves ``convert_lead`` to a worker, and answers the id of the run.

        Raises NoQueue, SameProcessOtherCommand, CompensationFailed.
        """
        _require_override(actor, command)
        return self._runner.enqueue(self._workflow, self._process_id(actor, command), actor, command)

    @plans(Permission.LEAD_CONVERT, of="convert_lead", further=(Permission.LEAD_OVERRIDE,))
    def plan(self, actor: Actor, command: ConvertLead) -> ConversionPlan:
        """What ``convert_lead`` would create, reuse and move; nothing is touched. Raises what it would raise."""
        _require_override(actor, command)
        with self._records.reading(actor) as work:
            context = self._contexts.get_context(work, command.lead_id, self._clock.now())
        lead = context.lead
        if lead.status is LeadStatus.CONVERTED_TO_OPPORTUNITY:
            done = (f"already converted to opportunity {lead.converted_to_opportunity_id}",)
            return ConversionPlan(lead_id=lead.id, would_convert=False, refusals=done)
        verdict = self._workflow.judge(actor.tenant_id, context, command.override_reason).verdict
        if isinstance(verdict, NotQualified):
            return ConversionPlan(lead_id=lead.id, would_convert=False, refusals=verdict.reasons)
        self._workflow.require_owner(actor, command)
        customer = self._existing_customer(actor, command, lead)
        draft = self._contexts.customer_draft(lead)
        opportunity = f"opportunity {command.opportunity_name or draft.name}"
        return ConversionPlan(
            lead_id=lead.id,
            would_convert=True,
            creates=(opportunity,) if customer else (f"customer {draft.name}", opportunity),
            reuses=(f"customer {customer.name} ({customer.id})",) if customer else (),
            moves=tuple(what for what, value in _carried(lead) if value),
            leaves=tuple(f"attribute {name}" for name in sorted(lead.attributes)),
        )

    def _process_id(self, actor: Actor, command: ConvertLead) -> str:
        return process_id(self._workflow.process, actor.tenant_id, command.lead_id)

    def _outcome(self, lead: Candidate, outcome_of: Callable[[Candidate], LeadOutcome]) -> LeadOutcome:
        try:
            return outcome_of(lead) if lead.problem is None else _refused(lead, lead.problem)
        except CrmError as refusal:
            return _refused(lead, str(refusal))

    def _converted(self, actor: Actor, lead: Candidate) -> LeadOutcome:
        return LeadOutcome.answered(lead, self.convert_lead(actor, ConvertLead(lead_id=lead.lead_id)))

    def _planned(self, actor: Actor, lead: Candidate) -> LeadOutcome:
        plan = self.plan(actor, ConvertLead(lead_id=lead.lead_id))
        outcome = ConversionOutcome.CONVERTED if plan.would_convert else ConversionOutcome.NOT_QUALIFIED
        return LeadOutcome.of(lead, outcome, *plan.refusals)

    def _existing_customer(self, actor: Actor, command: ConvertLead, lead: Lead) -> Customer | None:
        if command.customer_id is not None:
            chosen = self._customers.find_by_id(actor.tenant_id, command.customer_id)
            if chosen is None:
                raise CustomerNotFound.because_unknown_customer(command.customer_id)
            return chosen
        return self._customers.find_by_email(actor.tenant_id, lead.email) if lead.email else None


def _require_override(actor: Actor, command: ConvertLead) -> None:
    if command.override_reason is not None:
        actor.require(Permission.LEAD_OVERRIDE)


def _refused(lead: Candidate, reason: str) -> LeadOutcome:
    return LeadOutcome.of(lead, ConversionOutcome.REFUSED, reason)


def _carried(lead: Lead) -> tuple[tuple[str, object], ...]:
    return (
        ("estimated value", lead.estimated_value),
        ("owner", lead.assigned_to),
        ("priority", lead.priority),
        ("notes", lead.notes),
    )

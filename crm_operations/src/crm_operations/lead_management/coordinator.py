"""The coordinator of leads: capture, score, edit, contact, qualify, disqualify, reopen (FEAT-001)."""

from collections.abc import Sequence
from datetime import datetime

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.identity import NewId, NumberKind
from crm_core.imports import Chunk, ImportLine, LeadRecord, Lines
from crm_core.leads import (
    CreateLead,
    Engagement,
    Lead,
    LeadFilter,
    LeadScoreResult,
    LeadScoringFacts,
    UpdateLead,
)
from crm_core.sources import require_source
from crm_core.stores import Listed
from crm_core.vocabulary import Id, Reason
from crm_operations.bulk import Undone
from crm_operations.lead_management.answers import CaptureOutcome, LeadCaptured, LeadReceipt
from crm_operations.lead_management.importing import import_leads, undo_leads
from crm_operations.lead_management.score_rule import SCORE
from crm_operations.lead_management.search import SearchText, Where, search_leads
from crm_operations.operation import acts, inward, reads
from crm_operations.records import EntityRecords, Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor


class LeadManagementCoordinator:
    """A lead from its capture to its end: scored, contacted, qualified or refused, and taken up again.

    Each method raises NotPermitted; those that name a lead raise LeadNotFound. A score is 0 to 100 points.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._leads = EntityRecords(records, settings_for, clock, new_id, lambda work: work.leads)

    @acts(Permission.LEAD_CAPTURE, also=(Permission.LEAD_READ,))
    def capture(self, actor: Actor, request: CreateLead) -> LeadCaptured:
        """A new numbered lead; under an ``external_id`` that is known, the lead that has it, as it is.

        The answer says which of the two, and which fields of a known lead differ from the request.
        Raises UnknownSource.
        """
        return self._captured(actor, request)

    @acts(Permission.LEAD_CAPTURE)
    def hand_in(self, actor: Actor, request: CreateLead) -> LeadReceipt:
        """``capture`` without reading: the receipt is the same for a new and a known lead."""
        self._captured(actor, request)
        return LeadReceipt(external_id=request.external_id, received_at=self._clock.now())

    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, lead_id: Id) -> Lead:
        """By id or by number."""
        with self._records.reading(actor) as work:
            return work.leads.find_by_number(lead_id) or work.leads.get(lead_id)

    @reads(Permission.LEAD_READ)
    def list(
        self, actor: Actor, filters: LeadFilter, search: SearchText | None = None, where: Where | None = None
    ) -> Listed[Lead]:
        """List leads, oldest first.

        For ``search``, every word of which it must hold, and ``where`` each lead is looked at.
        Raises ConditionError, UnknownSource.
        """
        if search is None and where is None:
            return self._leads.find(actor, filters)
        return search_leads(self._records, actor, filters, search, where)

    @acts(Permission.LEAD_WORK)
    def update(self, actor: Actor, lead_id: Id, request: UpdateLead) -> Lead:
        """Change what is known of a lead. Raises UnknownSource."""
        return self._leads.change(
            actor,
            lead_id,
            lambda lead, at: lead.edited(request, at=at),
            check=lambda work, lead: require_source(work.sources, request.source, unless=lead.source),
        )

    @acts(Permission.LEAD_WORK)
    @repeats_lost_races
    def score(self, actor: Actor, lead_id: Id) -> LeadScoreResult:
        """Scores as of now; case, model and result are recorded as a decision."""
        settings = self._settings_for(actor.tenant_id)
        at = self._clock.now()
        with self._records.writing(actor) as work:
            lead = work.leads.get(lead_id, lock=True)
            model = work.scoring_models.active()
            facts = LeadScoringFacts.of(lead, _engagement(work, lead, at), at, settings.currency)
            result = SCORE.decide(facts, model)
            scored, event = lead.scored(result.score, at=at)
            work.leads.save(scored)
            work.outbox.announce(event)
            work.decisions.record(
                SCORE,
                lead.ref,
                policy=model,
                policy_version=str(model.version),
                case=facts,
                verdict=result,
                reasons=[*(line.explain() for line in result.lines), *(rule.explain() for rule in result.skipped)],
                at=at,
            )
        return result

    @acts(Permission.LEAD_WORK)
    def contact(self, actor: Actor, lead_id: Id) -> Lead:
        """Say that somebody spoke with a lead. Raises InvalidLeadStatusTransition."""
        policy = self._settings_for(actor.tenant_id).lead_policy
        return self._leads.change(actor, lead_id, lambda lead, at: lead.contacted(at=at, policy=policy))

    @acts(Permission.LEAD_WORK)
    def qualify(self, actor: Actor, lead_id: Id) -> Lead:
        """Say that a lead is worth selling to. Raises as ``contact``."""
        policy = self._settings_for(actor.tenant_id).lead_policy
        return self._leads.change(actor, lead_id, lambda lead, at: lead.qualify(at=at, policy=policy))

    @acts(Permission.LEAD_WORK)
    def disqualify(self, actor: Actor, lead_id: Id, reason: Reason) -> Lead:
        """Give a lead up, and say why. Raises as ``contact``; a blank reason is refused."""
        policy = self._settings_for(actor.tenant_id).lead_policy
        return self._leads.change(actor, lead_id, lambda lead, at: lead.disqualify(reason, at=at, policy=policy))

    @acts(Permission.LEAD_REOPEN, also=(Permission.LEAD_WORK,))
    def reopen(self, actor: Actor, lead_id: Id, reason: Reason) -> Lead:
        """Take a disqualified lead up again, as often as the tenant's limit says. Raises as ``contact``."""
        policy = self._settings_for(actor.tenant_id).lead_policy
        return self._leads.change(actor, lead_id, lambda lead, at: lead.reopen(reason, at=at, policy=policy))

    @inward("it takes rows as a mapping understood them", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def import_rows(self, actor: Actor, chunk: Chunk) -> Sequence[ImportLine]:
        """At most 500 leads of a file, each with its past; nobody is told unless the chunk says so.

        A row that a rule refuses has a line with its problem. Raises KeyTaken.
        """
        chunk.require(LeadRecord)
        settings = self._settings_for(actor.tenant_id)
        with self._records.writing(actor, batch=chunk.batch_id) as work:
            return import_leads(work, chunk, settings, self._new_id, self._clock.now())

    @inward("it takes lines of a batch", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def undo_rows(self, actor: Actor, lines: Lines) -> Undone:
        """Take back what these lines of a batch wrote."""
        with self._records.writing(actor, batch=lines[0].batch_id) as work:
            return undo_leads(work, lines, self._clock.now())

    @repeats_lost_races
    def _captured(self, actor: Actor, request: CreateLead) -> LeadCaptured:
        at = self._clock.now()
        year = local_date(at, self._settings_for(actor.tenant_id).zone).year
        with self._records.writing(actor) as work:
            if request.external_id and (known := work.leads.find_by_external_id(request.external_id)):
                differs_in = known.differs_in(request)
                outcome = CaptureOutcome.DIFFERS if differs_in else CaptureOutcome.SAME
                return LeadCaptured(lead=known, outcome=outcome, differs_in=differs_in)
            require_source(work.sources, request.source)
            number = work.numbers.next(NumberKind.LEAD, year)
            lead, created = Lead.capture(
                request, lead_id=self._new_id(), tenant_id=actor.tenant_id, number=number, at=at
            )
            work.outbox.announce(created)
            return LeadCaptured(lead=work.leads.add(lead), outcome=CaptureOutcome.CREATED)


def _engagement(work: UnitOfWork, lead: Lead, at: datetime) -> Engagement:
    return Engagement(**dict(work.activities.summary(lead.ref, at)))

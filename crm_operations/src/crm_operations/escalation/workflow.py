"""The workflow of escalations: checks, reminds, escalates and tracks, each in one commit (WFL-CRMOP-0060 to 0064)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from crm_core.actor import Actor, Role
from crm_core.clock import Clock, moment_in_words
from crm_core.escalations import Escalation, EscalationStatus, EscalationStep, StepOutcome
from crm_core.identity import EntityKind
from crm_core.service_levels import (
    Audience,
    ClockState,
    Rung,
    Severity,
    SlaAtRisk,
    SlaBreached,
    SlaClock,
    SLAResult,
)
from crm_core.texts import fit
from crm_core.vocabulary import LINE_LENGTH
from crm_operations.escalation.recipients import Recipient, Recipients
from crm_operations.escalation.subjects import Subject, raise_priority
from crm_operations.providers import Message, Notice, Urgency
from crm_operations.records import Records, UnitOfWork
from crm_operations.service_levels import terms_of
from crm_operations.settings import SettingsFor

REASSIGN_TIMER = "reassign"
"""The kind of timers by which a rung has a lead routed anew, after the commit."""
NOBODYS = "role:manager"
"""In place of a person, where a lead or deal has no owner: everybody with that role was told."""
_AUDIENCES = tuple(Audience)


class DueRung(NamedTuple):
    """What a rung has to do: ``passed`` are the lower ones due with it, ``what`` says in words what happened.

    ``due_at`` is the moment of what was promised, if anything was.
    """

    ladder: Sequence[Rung]
    rung: int
    passed: Iterable[int]
    severity: Severity
    passes_quiet_hours: bool
    what: str
    due_at: datetime | None = None


class EscalationWorkflow:
    """Checks read; the others write in the unit of work they are given, where no partner is asked."""

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock

    def check_leads(self, actor: Actor, limit: int = 500) -> Sequence[SLAResult]:
        """The running clocks of leads that are at risk or breached, judged as of now."""
        return self._check(actor, EntityKind.LEAD, limit)

    def check_opportunities(self, actor: Actor, limit: int = 500) -> Sequence[SLAResult]:
        """The running clocks of deals that are at risk or breached, judged as of now."""
        return self._check(actor, EntityKind.OPPORTUNITY, limit)

    def track(self, work: UnitOfWork, clock: SlaClock, *, is_breached: bool, at: datetime) -> None:
        """Announces the warning or the breach, which the relay hands to analytics."""
        event = clock.event_of(SlaBreached, at=at) if is_breached else clock.event_of(SlaAtRisk, at=at)
        work.outbox.announce(event)

    def remind(
        self, work: UnitOfWork, escalation: Escalation, subject: Subject, due_rung: DueRung, recipients: Recipients
    ) -> Escalation:
        """The rung before anything is breached."""
        return self._reach(work, escalation, subject, due_rung, recipients, Urgency.REMINDER)

    def escalate(
        self, work: UnitOfWork, escalation: Escalation, subject: Subject, due_rung: DueRung, recipients: Recipients
    ) -> Escalation:
        """A rung after the breach: tells, and what else the ladder says of it."""
        return self._reach(work, escalation, subject, due_rung, recipients, Urgency.ESCALATION)

    def _check(self, actor: Actor, kind: EntityKind, limit: int) -> Sequence[SLAResult]:
        """Reads only those whose warning has come: no other is at risk."""
        now = self._clock.now()
        with self._records.reading(actor) as work:
            warned = work.sla_clocks.warned(kind, now, limit)
            judged = [clock.judge(terms_of(work, clock), now) for clock in warned]
        return [each for each in judged if each.state in {ClockState.AT_RISK, ClockState.BREACHED}]

    def _reach(
        self,
        work: UnitOfWork,
        escalation: Escalation,
        subject: Subject,
        due_rung: DueRung,
        recipients: Recipients,
        urgency: Urgency,
    ) -> Escalation:
        at = self._clock.now()
        for lower in due_rung.passed:
            passed = EscalationStep(rung=lower, at=at, outcome=StepOutcome.PASSED, severity=due_rung.severity)
            escalation = escalation.step(passed)
        rung = due_rung.ladder[due_rung.rung]
        step = EscalationStep(
            rung=due_rung.rung,
            at=at,
            outcome=StepOutcome.HELD,
            severity=due_rung.severity,
            reassigns=rung.reassigns and subject.ref.kind is EntityKind.LEAD,
            raises_priority=rung.raises_priority,
        )
        if self._holds(escalation, rung):
            held = step.model_copy(update={"reassigns": False, "raises_priority": False})
            return self._saved(work, escalation.step(held))
        found = recipients.of(subject.owner, _audiences(due_rung), escalation.people)
        people = tuple(each.user_id for each in found)
        if subject.owner is None and NOBODYS not in escalation.people:
            people = (*people, NOBODYS)
        self._notify(work, subject, due_rung, escalation, found, urgency, to_managers=NOBODYS in people)
        step = step.model_copy(
            update={
                "outcome": StepOutcome.NOTIFIED if people else StepOutcome.NOBODY,
                "people": people,
                "stands_in": tuple(each.stands_in for each in found if each.stands_in),
            }
        )
        if step.raises_priority:
            raise_priority(work, subject.ref, at)
        if step.reassigns:
            work.timers.set(REASSIGN_TIMER, escalation.ref, at, due_rung.rung)
        escalation, raised = escalation.raised(step)
        work.outbox.announce(raised)
        return self._saved(work, escalation)

    def _holds(self, escalation: Escalation, rung: Rung) -> bool:
        """Resolved by a person; or acknowledged, and nobody as high as the settings say is told."""
        if escalation.status is not EscalationStatus.ACKNOWLEDGED:
            return escalation.status is EscalationStatus.RESOLVED
        limit = self._settings_for(escalation.tenant_id).escalation.acknowledged_up_to
        return max(map(_AUDIENCES.index, rung.tells)) < _AUDIENCES.index(limit)

    def _notify(
        self,
        work: UnitOfWork,
        subject: Subject,
        due_rung: DueRung,
        escalation: Escalation,
        found: Sequence[Recipient],
        urgency: Urgency,
        *,
        to_managers: bool,
    ) -> None:
        title = fit(f"{subject.number} {subject.name}: {due_rung.what}", LINE_LENGTH)
        due = f"Due {moment_in_words(due_rung.due_at)}. " if due_rung.due_at else ""
        body = f"{due}Whoever takes it on says so by `crm sla acknowledge {escalation.id}`."
        message = Message(
            title=title,
            body=body,
            about=subject.ref,
            reason="Nobody has it.",
            urgency=urgency,
            passes_quiet_hours=due_rung.passes_quiet_hours,
        )
        everybody = Notice(tenant_id=work.actor.tenant_id, role=Role.MANAGER, message=message, due=due_rung.due_at)
        for each in found:
            to_one = message.model_copy(update={"reason": f"You {each.why}."})
            work.outbox.notify(everybody.model_copy(update={"users": (each.user_id,), "role": None, "message": to_one}))
        if to_managers:
            work.outbox.notify(everybody)

    def _saved(self, work: UnitOfWork, escalation: Escalation) -> Escalation:
        return work.escalations.save(escalation) if escalation.version else work.escalations.add(escalation)


def _audiences(due_rung: DueRung) -> Sequence[Audience]:
    """High severity goes one rung up at once."""
    tells = list(due_rung.ladder[due_rung.rung].tells)
    if due_rung.severity is Severity.HIGH and due_rung.rung + 1 < len(due_rung.ladder):
        tells += [each for each in due_rung.ladder[due_rung.rung + 1].tells if each not in tells]
    return tells

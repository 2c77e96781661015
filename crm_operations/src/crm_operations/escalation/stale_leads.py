"""Leads nobody is in touch with: after so many days one escalation a spell, up the same ladder (BR-003, US-020)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm_core.escalations import Escalation, EscalationCause, EscalationStatus
from crm_core.identity import EntityKind
from crm_core.leads import Lead
from crm_core.service_levels import URGENT, Severity
from crm_operations.escalation.recipients import recipients_at
from crm_operations.escalation.subjects import subject_of
from crm_operations.escalation.timer_handler import EscalationTimer
from crm_operations.escalation.workflow import DueRung
from crm_operations.process import compound_id
from crm_operations.providers import Person
from crm_operations.records import Timer, UnitOfWork

STALE_TIMER = "stale_lead"
"""Its rungs are the spells of a lead: those after each reopening begin at another thousand."""
LADDER_TIMER = "escalation"
"""The further rungs of an escalation that has no clock."""
SPELLS = 1_000


def watch_lead(work: UnitOfWork, lead: Lead, *, days: int, at: datetime) -> None:
    """From when it is captured or reopened on."""
    work.timers.set(STALE_TIMER, lead.ref, at + timedelta(days=days), lead.reopened_count * SPELLS)


class StaleLeadTimer(EscalationTimer):
    """Fires when a lead may have gone stale; one that has not is looked at again when it would."""

    kind = STALE_TIMER

    def fire(self, work: UnitOfWork, timer: Timer, people: Sequence[Person]) -> None:
        now, settings = self._clock.now(), self._settings_for(timer.tenant_id)
        [*known] = work.leads.get_many([timer.subject.id])
        if not known or not known[0].status.is_active:
            return
        lead, patience = known[0], timedelta(days=settings.escalation.stale_days)
        touched = work.activities.summary(lead.ref, now).last_at
        former = _spell(work, lead, timer.rung - 1) if timer.rung % SPELLS else None
        if former is not None and (touched is None or touched <= former.created_at):
            work.timers.set(STALE_TIMER, lead.ref, now + patience, timer.rung)  # the same spell goes on
            return
        stale_at = touched + patience if touched is not None else now
        if stale_at > now:
            work.timers.set(STALE_TIMER, lead.ref, stale_at, timer.rung)
            return
        self._escalate(work, lead, timer, people, now)
        work.timers.set(STALE_TIMER, lead.ref, now + patience, timer.rung + 1)

    def _escalate(self, work: UnitOfWork, lead: Lead, timer: Timer, people: Sequence[Person], now: datetime) -> None:
        ladder = self._settings_for(lead.tenant_id).service_levels.ladder
        escalation = Escalation.new(
            None,
            entity_id=self._new_id(),
            tenant_id=lead.tenant_id,
            at=now,
            cause=EscalationCause.STALE,
            cause_id=spell_id(lead.id, timer.rung),
            subject_kind=EntityKind.LEAD,
            subject_id=lead.id,
            number=lead.lead_number,
            target="activity",
            owner=lead.assigned_to,
            severity=severity_of(lead),
        )
        rungs = [(number, rung) for number, rung in enumerate(ladder) if rung.after_seconds is not None]
        for number, rung in rungs[1:]:
            after = timedelta(seconds=rung.after_seconds or 0)
            work.timers.set(LADDER_TIMER, escalation.ref, now + after, number)
        if rungs:
            subject = subject_of(work, lead.ref)
            due_rung = DueRung(ladder, rungs[0][0], (), escalation.severity, passes_quiet_hours=False, what=WHAT)
            self._escalation.escalate(work, escalation, subject, due_rung, recipients_at(work, people, subject, now))


WHAT = "nobody has been in touch for a while"


class LadderTimer(EscalationTimer):
    """Fires the further rungs of a stale lead's escalation, as long as nobody has acted."""

    kind = LADDER_TIMER

    def fire(self, work: UnitOfWork, timer: Timer, people: Sequence[Person]) -> None:
        now = self._clock.now()
        escalation = work.escalations.get(timer.subject.id)
        if escalation.status is EscalationStatus.RESOLVED:
            return
        if (until := escalation.rests_until(now)) is not None:
            work.timers.set(LADDER_TIMER, escalation.ref, until, timer.rung)
            return
        ladder = self._settings_for(timer.tenant_id).service_levels.ladder
        if timer.rung >= len(ladder):
            return
        subject = subject_of(work, escalation.subject)
        done = max((step.rung for step in escalation.steps), default=timer.rung - 1)
        passed = range(done + 1, timer.rung)
        due_rung = DueRung(ladder, timer.rung, passed, escalation.severity, passes_quiet_hours=False, what=WHAT)
        recipients = recipients_at(work, people, subject, now)
        self._escalation.escalate(work, escalation, subject, due_rung, recipients)


def spell_id(lead_id: str, spell: int) -> str:
    """What an escalation of a stale lead is for."""
    return compound_id(lead_id, str(spell))


def severity_of(lead: Lead) -> Severity:
    """As that of a breached clock."""
    return Severity.HIGH if lead.priority in URGENT else Severity.MEDIUM


def _spell(work: UnitOfWork, lead: Lead, spell: int) -> Escalation | None:
    found = work.escalations.about(lead.id, EscalationCause.STALE)
    return next((each for each in found if each.cause_id == spell_id(lead.id, spell)), None)

"""Escalations follow what happens: a lead is watched from its capture on, and a fact ends what it answers."""

from collections.abc import Sequence
from contextvars import ContextVar

from crm_core.activities import ActivityCompleted, ActivityLogged
from crm_core.escalations import Escalation, EscalationCause, EscalationStatus
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadConvertedToOpportunity, LeadCreated, LeadDisqualified, LeadReopened
from crm_core.service_levels import SlaStopped
from crm_operations.escalation.stale_leads import LADDER_TIMER, STALE_TIMER, watch_lead
from crm_operations.records import UnitOfWork
from crm_operations.settings import SettingsFor

_CAPTURED: ContextVar[frozenset[str]] = ContextVar("captured", default=frozenset())
"""The leads that this commit captures; nothing was ever escalated about them."""


class EscalationFollower:
    """``starts`` is False for a replay: nobody is reminded of what is long past, though it ends what is open."""

    def __init__(self, settings_for: SettingsFor, *, starts: bool = True) -> None:
        self._settings_for = settings_for
        self._starts = starts

    def prefetch(self, work: UnitOfWork, events: Sequence[DomainEvent]) -> None:  # noqa: ARG002
        """Reads nothing."""
        _CAPTURED.set(frozenset(event.subject.id for event in events if isinstance(event, LeadCreated)))

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        match event:
            case LeadCreated() | LeadReopened():
                if self._starts:
                    days = self._settings_for(event.tenant_id).escalation.stale_days
                    watch_lead(work, work.leads.get(event.subject.id), days=days, at=event.at)
            case LeadDisqualified() | LeadConvertedToOpportunity():
                work.timers.cancel(event.subject, STALE_TIMER)
                self._end_spell(work, event.subject, event)
            case ActivityLogged() | ActivityCompleted():
                if event.related.kind is EntityKind.LEAD and event.happening.is_human:
                    self._end_spell(work, event.related, event)
            case SlaStopped():
                for escalation in work.escalations.get_many([event.subject.id]):
                    _resolve(work, escalation, event)

    def _end_spell(self, work: UnitOfWork, lead: EntityRef, event: DomainEvent) -> None:
        """What was escalated because nobody was in touch."""
        if lead.id in _CAPTURED.get():
            return
        for escalation in work.escalations.about(lead.id, EscalationCause.STALE):
            _resolve(work, escalation, event)


def _resolve(work: UnitOfWork, escalation: Escalation, event: DomainEvent) -> None:
    if escalation.status is EscalationStatus.RESOLVED:
        return
    resolved, announced = escalation.resolve(work.actor.user_id, None, at=event.at)
    work.escalations.save(resolved)
    work.timers.cancel(escalation.ref, LADDER_TIMER)
    work.outbox.announce(announced)

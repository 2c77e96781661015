"""The coordinator of escalations: listed, acknowledged, snoozed, resolved by people (US-021)."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.escalations import Escalation, EscalationFilter
from crm_core.identity import NewId
from crm_core.stores import Listed
from crm_core.values import Utc
from crm_core.vocabulary import Id, Reason
from crm_operations.operation import acts, reads
from crm_operations.records import EntityRecords, Records
from crm_operations.settings import SettingsFor

SnoozedUntil = Annotated[Utc | None, Field(description="Until when: 2026-06-30T14:00 your time; else a day from now.")]


class EscalationCoordinator:
    """What went up a ladder, and who took it on.

    Each method raises NotPermitted; those that name an escalation raise EscalationNotFound.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._settings_for = settings_for
        self._clock = clock
        self._escalations = EntityRecords(records, settings_for, clock, new_id, lambda work: work.escalations)

    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, escalation_id: Id) -> Escalation:
        """Show one with its history."""
        return self._escalations.get(actor, escalation_id)

    @reads(Permission.LEAD_READ)
    def list(self, actor: Actor, filters: EscalationFilter) -> Listed[Escalation]:
        """List escalations in the order they began."""
        return self._escalations.find(actor, filters)

    @acts(Permission.LEAD_WORK)
    def acknowledge(self, actor: Actor, escalation_id: Id) -> Escalation:
        """Take one on: rungs below the director are not told any more. Raises EscalationClosed."""
        return self._escalations.change(actor, escalation_id, lambda each, at: each.acknowledge(actor.user_id, at=at))

    @acts(Permission.LEAD_WORK)
    def snooze(self, actor: Actor, escalation_id: Id, until: SnoozedUntil = None) -> Escalation:
        """Let its ladder rest until then, at most a day from now, which is the default; twice at most.

        Raises EscalationClosed, SnoozedTooOften, Invalid.
        """
        settings = self._settings_for(actor.tenant_id).escalation
        longest = timedelta(hours=settings.snooze_hours)
        return self._escalations.change(
            actor,
            escalation_id,
            lambda each, at: each.snooze(until or at + longest, at=at, longest=longest, limit=settings.snoozes),
        )

    @acts(Permission.LEAD_WORK)
    def resolve(self, actor: Actor, escalation_id: Id, reason: Reason) -> Escalation:
        """Say that nothing more is to be done about it. Raises EscalationClosed."""
        return self._escalations.change(
            actor, escalation_id, lambda each, at: each.resolve(actor.user_id, reason, at=at)
        )

    @acts(Permission.LEAD_WORK)
    def reopen(self, actor: Actor, escalation_id: Id) -> Escalation:
        """Take back that one was resolved by a person; its further rungs act again. Raises EscalationClosed."""
        return self._escalations.change(actor, escalation_id, lambda each, at: each.reopen(at=at))

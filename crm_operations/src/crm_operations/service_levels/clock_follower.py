"""Starts, stops and pauses clocks by what happens to leads and deals, in the same commit (FR-L3-002)."""

from collections.abc import Sequence
from contextvars import ContextVar

from crm_core.activities import ActivityCompleted, ActivityLogged
from crm_core.approvals import ApprovalEvent
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef, NewId
from crm_core.leads import (
    LeadAssigned,
    LeadContacted,
    LeadConvertedToOpportunity,
    LeadCreated,
    LeadDisqualified,
    LeadQualified,
    LeadReopened,
)
from crm_core.opportunities import (
    OpportunityCreated,
    OpportunityEdited,
    OpportunityLost,
    OpportunityQuoted,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityWon,
)
from crm_core.service_levels import LEAD_TARGETS, OPPORTUNITY_TARGETS, Target
from crm_operations.records import UnitOfWork
from crm_operations.service_levels.activities import activity_logged
from crm_operations.service_levels.approvals import approval_changed
from crm_operations.service_levels.clocks import Clocks
from crm_operations.service_levels.stages import has_proposed, stage_entered
from crm_operations.service_levels.stopping import ClockFacts
from crm_operations.settings import ServiceLevelSettings, SettingsFor

_CONTACTED_BY_ACTIVITIES: ContextVar[frozenset[str]] = ContextVar("contacted_by_activities", default=frozenset())
"""The leads whose contact this commit's activities tell of themselves."""


class ClockFollower:
    """``starts`` is False for a replay: what is long past owes nothing, though it may stop what runs."""

    def __init__(self, settings_for: SettingsFor, new_id: NewId, *, starts: bool = True) -> None:
        self._settings_for = settings_for
        self._new_id = new_id
        self._starts = starts

    def prefetch(self, work: UnitOfWork, events: Sequence[DomainEvent]) -> None:
        """Reads at once what runs for all they are about; for what is new nothing does."""
        subjects = {subject.id: subject for event in events if (subject := _about(event)) is not None}
        for event in events:
            if isinstance(event, LeadCreated | OpportunityCreated):
                work.sla_clocks.none_yet(event.subject)
        if len(subjects) > 1:
            work.sla_clocks.running(list(subjects.values()))
        activities = (event for event in events if isinstance(event, ActivityLogged | ActivityCompleted))
        _CONTACTED_BY_ACTIVITIES.set(frozenset(event.related.id for event in activities))

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        if (subject := _about(event)) is None:
            return
        settings = self._settings_for(event.tenant_id).service_levels
        clocks = Clocks(work, settings, self._new_id)
        facts = ClockFacts(work, clocks, subject, event.at, starts=self._starts)
        if isinstance(event, ActivityLogged | ActivityCompleted):
            activity_logged(work, clocks, facts, settings, event)
        elif isinstance(event, ApprovalEvent):
            approval_changed(work, clocks, event)
        elif subject.kind is EntityKind.LEAD:
            self._lead(work, clocks, facts, event)
        else:
            self._deal(work, clocks, facts, settings, event)

    def _lead(self, work: UnitOfWork, clocks: Clocks, facts: ClockFacts, event: DomainEvent) -> None:
        match event:
            case LeadCreated() | LeadReopened():
                if self._starts:
                    lead = work.leads.get(event.subject.id)
                    clocks.start(lead, LEAD_TARGETS, started_at=event.at, at=event.at)
            case LeadAssigned():
                clocks.assign(event.subject, event.assigned_to, at=event.at)
            case LeadContacted():
                if event.subject.id not in _CONTACTED_BY_ACTIVITIES.get():
                    facts.meet((Target.FIRST_CONTACT,), event.happened_at or event.at)
            case LeadDisqualified():
                facts.cancel((Target.FIRST_CONTACT,))
                facts.meet((Target.QUALIFICATION,), event.at)
            case _:
                facts.meet(LEAD_TARGETS, event.at)

    def _deal(
        self, work: UnitOfWork, clocks: Clocks, facts: ClockFacts, settings: ServiceLevelSettings, event: DomainEvent
    ) -> None:
        match event:
            case OpportunityCreated() | OpportunityReopened():
                if self._starts:
                    deal = work.opportunities.get(event.subject.id)
                    clocks.start(deal, OPPORTUNITY_TARGETS, started_at=event.at, at=event.at)
                    if has_proposed(work, deal, settings):
                        facts.meet((Target.PROPOSAL,), event.at)
            case OpportunityStageChanged():
                stage_entered(work, clocks, facts, settings, event)
            case OpportunityEdited():
                if "assigned_to" in event.fields:
                    clocks.assign(event.subject, work.opportunities.get(event.subject.id).assigned_to, at=event.at)
            case OpportunityWon():
                facts.cancel((Target.FOLLOW_UP,))
                facts.meet((Target.PROPOSAL,), event.at)
            case OpportunityLost():
                facts.cancel(OPPORTUNITY_TARGETS)
            case _:
                facts.meet((Target.PROPOSAL,), event.at)


def _about(event: DomainEvent) -> EntityRef | None:
    """The lead or deal it tells of; None for what moves no clock."""
    if isinstance(event, ActivityLogged | ActivityCompleted):
        return event.related
    if isinstance(event, ApprovalEvent):
        return event.about if event.about.kind is EntityKind.OPPORTUNITY else None
    return event.subject if isinstance(event, _MOVING) else None


_MOVING = (
    LeadCreated,
    LeadReopened,
    LeadAssigned,
    LeadContacted,
    LeadQualified,
    LeadConvertedToOpportunity,
    LeadDisqualified,
    OpportunityCreated,
    OpportunityEdited,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityQuoted,
    OpportunityWon,
    OpportunityLost,
)

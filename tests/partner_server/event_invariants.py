"""Whether every change that history tells of was announced exactly once."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from snapshot import Snapshot, is_conversion_note
from sqlalchemy import RowMapping

from crm_core.activities import (
    ActivityCompleted,
    ActivityLogged,
    TaskAnswered,
    TaskAnswerWithdrawn,
    TaskAssigneesChanged,
)
from crm_core.approvals import (
    ApprovalApproved,
    ApprovalExpired,
    ApprovalLevelReached,
    ApprovalOverridden,
    ApprovalRecalled,
    ApprovalRejected,
    ApprovalRequested,
    ApprovalVoided,
    ApprovalVoted,
    DelegationAdded,
    DelegationExtended,
    DelegationReturned,
    DelegationRevoked,
    DelegationTransferred,
)
from crm_core.coaching import CoachingAgreed, CoachingClosed, CoachingMeasured, CoachingOpened
from crm_core.commissions import (
    CommissionDisputed,
    CommissionDisputeResolved,
    CommissionPeriodStatusChanged,
    CommissionPlanAssigned,
    CommissionPlanChanged,
    CommissionsPosted,
    CommissionStatementStatusChanged,
)
from crm_core.escalations import (
    EscalationAcknowledged,
    EscalationRaised,
    EscalationReopened,
    EscalationResolved,
    EscalationSnoozed,
)
from crm_core.events import DomainEvent
from crm_core.forecasts import ForecastSnapshotTaken, ForecastSubmitted, ForecastWithdrawn
from crm_core.identity import EntityKind
from crm_core.imports import ImportFinished
from crm_core.journeys import JourneyAbandoned, JourneyCompleted, JourneyMilestoneReached, JourneyStepType
from crm_core.leads import (
    LeadAssigned,
    LeadContacted,
    LeadConvertedToOpportunity,
    LeadCreated,
    LeadDisqualified,
    LeadQualified,
    LeadReopened,
    LeadScored,
)
from crm_core.opportunities import (
    OpportunityCategoryChanged,
    OpportunityCreated,
    OpportunityEdited,
    OpportunityHeld,
    OpportunityLost,
    OpportunityOrdered,
    OpportunityPaid,
    OpportunityQuoted,
    OpportunityRefunded,
    OpportunityReleased,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityWon,
)
from crm_core.quotas import QuotaAssigned, QuotaWithdrawn
from crm_core.quotations import QuotationCreated, QuotationExtended, QuotationRevised, QuotationStatusChanged
from crm_core.service_levels import SlaAtRisk, SlaBreached, SlaPolicyChanged, SlaStopped
from crm_core.splits import SplitCreated, SplitStatusChanged
from crm_operations.records import NOTICE_TOPIC

Messages = Counter[tuple[str, str]]
"""How many there are, or should be, by topic and id of the entity."""

BEGINNINGS: dict[str, type[DomainEvent]] = {
    EntityKind.COMMISSION_ASSIGNMENT: CommissionPlanAssigned,
    EntityKind.COMMISSION_STATEMENT: CommissionStatementStatusChanged,
    EntityKind.COMMISSION_DISPUTE: CommissionDisputed,
    EntityKind.LEAD: LeadCreated,
    EntityKind.OPPORTUNITY: OpportunityCreated,
    EntityKind.ACTIVITY: ActivityLogged,
    EntityKind.DELEGATION: DelegationAdded,
    EntityKind.APPROVAL: ApprovalRequested,
    EntityKind.QUOTATION: QuotationCreated,
    EntityKind.SPLIT: SplitCreated,
    EntityKind.QUOTA: QuotaAssigned,
    EntityKind.COACHING_CASE: CoachingOpened,
    EntityKind.FORECAST_SUBMISSION: ForecastSubmitted,
    EntityKind.FORECAST_SNAPSHOT: ForecastSnapshotTaken,
}
CHANGES: tuple[tuple[type[DomainEvent], str, str | None], ...] = (
    (LeadAssigned, "assigned_at", None),
    (LeadContacted, "status", "contacted"),
    (LeadQualified, "qualified_at", None),
    (LeadDisqualified, "disqualified_at", None),
    (LeadReopened, "reopened_count", None),
    (LeadConvertedToOpportunity, "converted_to_opportunity_id", None),
    (OpportunityWon, "outcome", "won"),
    (OpportunityLost, "outcome", "lost"),
    (OpportunityReopened, "reopened_count", None),
    (OpportunityCategoryChanged, "forecast_override", None),
    (OpportunityHeld, "accepted_sale", None),
    (OpportunityOrdered, "converted_to_order_id", None),
    (OpportunityRefunded, "refunded_minor", None),
    (OpportunityPaid, "paid_minor", None),
    (ActivityCompleted, "completed_at", None),
    (DelegationExtended, "ends_at", None),
    (DelegationRevoked, "revoked_at", None),
    (DelegationTransferred, "moved_at", None),
    (DelegationReturned, "returned_at", None),
    (EscalationAcknowledged, "acknowledged_at", None),
    (EscalationSnoozed, "snoozes", None),
    (ApprovalVoted, "votes", None),
    (ApprovalLevelReached, "level", None),
    (ApprovalApproved, "state", "approved"),
    (ApprovalRejected, "state", "rejected"),
    (ApprovalRecalled, "state", "recalled"),
    (ApprovalVoided, "state", "voided"),
    (ApprovalExpired, "state", "expired"),
    (ApprovalOverridden, "state", "overridden"),
    (QuotationExtended, "extended_from", None),
    (SplitStatusChanged, "status", None),
    (QuotaWithdrawn, "withdrawn_at", None),
    (CoachingAgreed, "agreed_at", None),
    (CoachingClosed, "closed_at", None),
    (CoachingMeasured, "measured_at", None),
    (ForecastWithdrawn, "withdrawn_at", None),
    (CommissionPlanAssigned, "last_day", None),
    (CommissionsPosted, "digest", None),
    (CommissionPeriodStatusChanged, "status", None),
    (CommissionStatementStatusChanged, "status", None),
    (CommissionDisputeResolved, "status", "resolved"),
    (JourneyCompleted, "completed_at", None),
    (JourneyAbandoned, "abandoned_at", None),
)
"""The event, and the field whose new value tells of it: that value, or any."""
EMPTIED_TOO = {OpportunityCategoryChanged}
"""Of these also that the field is emptied."""
JUDGED = {
    NOTICE_TOPIC,
    OpportunityStageChanged.name,
    JourneyMilestoneReached.name,
    *(event.name for event in BEGINNINGS.values()),
    *(event.name for event, _, _ in CHANGES),
}
NOT_JUDGED = {
    ImportFinished.name: "an import that is gone on with is finished again",
    OpportunityReleased.name: "winning the deal empties the field too",
    LeadScored.name: "the same score again is no change",
    OpportunityEdited.name: "what was edited under 0.1.0 was announced to nobody",
    TaskAnswered.name: "an answer that is taken back, and one that goes with its person, change the same field",
    TaskAnswerWithdrawn.name: "the same",
    TaskAssigneesChanged.name: "another strategy alone is told of, too",
    OpportunityQuoted.name: "winning notes a quotation too, and tells of it by itself",
    SlaAtRisk.name: "a clock is at risk by the time that passes, not by a change",
    SlaStopped.name: "only of one of which somebody was told",
    EscalationRaised.name: "its history has steps that passed or held too",
    EscalationResolved.name: "a person may take it back",
    EscalationReopened.name: "the same",
    SlaBreached.name: "a clock is breached by the time that passes, not by a change",
    SlaPolicyChanged.name: "a revision is an entity of its own, so nothing of it changes",
    CommissionPlanChanged.name: "the same",
    QuotationRevised.name: "the same lines again are told of, too",
    QuotationStatusChanged.name: "revising and extending change the status, and tell of it by themselves",
}


def doubled_or_lost_messages(seen: Snapshot) -> Iterator[str]:
    """Of the events that are judged; notices about leads, one or many, are not."""
    expected, found = _expected(seen), _found(seen)
    for topic, entity_id in sorted(expected.keys() | found.keys()):
        count, right = found[topic, entity_id], expected[topic, entity_id]
        if count != right:
            yield f"{topic} of {entity_id} is in the outbox {count} times instead of {right}"


def _expected(seen: Snapshot) -> Messages:
    silent = {row["id"] for row in seen.activities if is_conversion_note(row)}
    expected: Messages = Counter()
    for entry in seen.history:
        kind, entity_id = entry["entity_kind"], entry["entity_id"]
        if entry["sequence"] == 1:
            if kind in BEGINNINGS and entity_id not in silent:
                expected[BEGINNINGS[kind].name, entity_id] += 1
            continue
        salted = json.loads(entry["salted"])
        for event, field, value in CHANGES:
            _salt, after = salted.get(field, (None, None))
            is_told = after is not None or (event in EMPTIED_TOO and field in salted)
            if event.name.startswith(f"{kind}.") and is_told and value in (None, after):
                expected[event.name, entity_id] += 1
    expected.update((OpportunityStageChanged.name, move["opportunity_id"]) for move in seen.moves)
    expected.update((JourneyMilestoneReached.name, journey_id) for journey_id, _ in _milestones(seen))
    expected.update(
        (NOTICE_TOPIC, opportunity["id"]) for opportunity in seen.opportunities if opportunity["converted_lead_id"]
    )
    for (topic, opportunity_id), count in list(expected.items()):
        if topic in {OpportunityWon.name, OpportunityLost.name}:
            expected[NOTICE_TOPIC, opportunity_id] += count
    for escalation in seen.entities[EntityKind.ESCALATION]:
        if escalation["subject_kind"] == EntityKind.OPPORTUNITY:
            told = sum(len(step["people"]) for step in _steps(escalation))
            expected[NOTICE_TOPIC, escalation["subject_id"]] += told
    return expected


def _steps(escalation: RowMapping) -> Sequence[Mapping[str, Any]]:
    """Each rung that acted tells its people of the deal."""
    steps: Sequence[Mapping[str, Any]] = json.loads(escalation["steps"])
    return steps


def _milestones(seen: Snapshot) -> set[tuple[str, str]]:
    """A journey tells of each kind of milestone once."""
    return {
        (step["journey_id"], step["step_type"])
        for step in seen.steps
        if JourneyStepType(step["step_type"]).is_milestone
    }


def _found(seen: Snapshot) -> Messages:
    return Counter(
        (row["topic"], row["entity_id"])
        for row in seen.outbox
        if row["topic"] in JUDGED and (row["topic"] != NOTICE_TOPIC or row["entity_kind"] == EntityKind.OPPORTUNITY)
    )

"""The hours of the company and the rules of its pipeline, as they are set on the first morning."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crm_adapters.demo.company import DIRECTOR, HOME, MANAGER
from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.approvals import AddDelegation, DelegationScope
from crm_core.calendars import AddCalendar
from crm_core.identity import EntityKind
from crm_core.pipelines import ExitCriterion, OpportunityStage, RequiredField, StageTemplate, UpdatePipeline
from crm_core.service_levels import AddSlaPolicy, Promise, Target

CALENDAR = AddCalendar(
    name="New York", week=("mon-fri 09:00-12:00 13:00-17:00",), days=("2026-02-16 closed",), timezone=HOME
)
"""An hour for lunch, and nobody there on Presidents' Day."""

_HOUR, _DAY = 3_600, 7 * 3_600
"""A working day of the office has seven hours."""

PROMISES = (
    AddSlaPolicy(
        name="Leads",
        subject=EntityKind.LEAD,
        promises=(
            Promise(target=Target.FIRST_CONTACT, seconds=4 * _HOUR),
            Promise(target=Target.QUALIFICATION, seconds=8 * _DAY),
        ),
        calendar=CALENDAR.name,
    ),
    AddSlaPolicy(
        name="Deals",
        subject=EntityKind.OPPORTUNITY,
        promises=(
            Promise(target=Target.FOLLOW_UP, seconds=6 * _DAY),
            Promise(target=Target.PROPOSAL, seconds=7 * _DAY),
        ),
        calendar=CALENDAR.name,
    ),
)
"""Counted in the hours of the office."""

AWAY = AddDelegation(
    delegator=MANAGER,
    delegate=DIRECTOR,
    starts_at=datetime(2026, 3, 2, tzinfo=UTC),
    ends_at=datetime(2026, 3, 16, tzinfo=UTC),
    scopes=(DelegationScope.APPROVALS,),
    reason="two weeks at the sea",
)
"""While the manager is on holiday the director says yes in her place."""

SMALL = 250_000
"""Minor units; what is expected to bring less takes the manager's word before anybody works on it."""

_RULES: Mapping[str, Mapping[str, Any]] = {
    OpportunityStage.PROSPECTING: {
        "required_fields": (RequiredField.EXPECTED_REVENUE,),
        "exit_criteria": (
            ExitCriterion(condition=f"opportunity.expected_revenue_minor >= {SMALL}", remedy="send them to the shop"),
        ),
    },
    OpportunityStage.PROPOSAL: {"may_be_skipped": False, "rotting_days": 7},
    OpportunityStage.NEGOTIATION: {"rotting_days": 7},
}


def set_up_office(crm: Crm, admin: Actor) -> None:
    """The working calendar and what is promised by it, who stands in, and what a deal needs before it goes on."""
    crm.calendars.add(admin, CALENDAR)
    for policy in PROMISES:
        crm.sla_policies.add(admin, policy)
    crm.delegations.add(admin, AWAY)
    pipeline = next(each for each in crm.deals.pipelines(admin) if each.is_default)
    stages = (StageTemplate.of(stage) for stage in pipeline.stages)
    ruled = tuple(stage.model_copy(update=_RULES.get(stage.name, {})) for stage in stages)
    crm.deals.edit_pipeline(admin, pipeline.id, UpdatePipeline(stages=ruled))

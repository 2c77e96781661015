"""What entering a stage does to the clocks of a deal."""

from crm_core.opportunities import Opportunity, OpportunityStageChanged
from crm_core.pipelines import Pipeline
from crm_core.service_levels import SlaClock, Target
from crm_operations.records import UnitOfWork
from crm_operations.service_levels.clocks import Clocks
from crm_operations.service_levels.stopping import ClockFacts
from crm_operations.service_levels.terms import policy_of
from crm_operations.settings import ServiceLevelSettings


def stage_entered(
    work: UnitOfWork, clocks: Clocks, facts: ClockFacts, settings: ServiceLevelSettings, event: OpportunityStageChanged
) -> None:
    """An open stage is a follow-up; the policy's stage or a later one proposes. Closing is told of by itself."""
    running = {clock.target: clock for clock in clocks.running(event.subject)}
    if not running:
        return
    pipeline = work.pipelines.get(event.pipeline_id)
    if any(stage.name == event.to_stage and stage.is_closed for stage in pipeline.stages):
        return
    facts.follow_up(event.at)
    proposal = running.get(Target.PROPOSAL)
    if proposal is not None and _proposes(pipeline, event.to_stage, _stage_of(work, proposal, settings)):
        facts.meet((Target.PROPOSAL,), event.at)


def has_proposed(work: UnitOfWork, deal: Opportunity, settings: ServiceLevelSettings) -> bool:
    """Whether a deal that begins now begins in the policy's stage or a later one."""
    clocks = work.sla_clocks.running([deal.ref])
    proposal = next((clock for clock in clocks if clock.target is Target.PROPOSAL), None)
    if proposal is None:
        return False
    pipeline = work.pipelines.get(deal.pipeline_id)
    return _proposes(pipeline, deal.stage, _stage_of(work, proposal, settings))


def _stage_of(work: UnitOfWork, clock: SlaClock, settings: ServiceLevelSettings) -> str:
    policy = policy_of(work, clock)
    return settings.proposal_stage if policy is None else policy.proposal_stage


def _proposes(pipeline: Pipeline, stage: str, proposal_stage: str) -> bool:
    """False in a pipeline without such a stage, where a quotation proposes."""
    order = {each.name: each.display_order for each in pipeline.stages}
    return stage in order and proposal_stage in order and order[stage] >= order[proposal_stage]

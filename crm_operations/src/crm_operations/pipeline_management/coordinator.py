"""The coordinator of open deals: open, move from stage to stage, edit (PLAN-007, FEAT-002)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.approvals import DelegationScope
from crm_core.clock import Clock, local_date
from crm_core.identity import NewId, NumberKind
from crm_core.opportunities import (
    AcceptedSale,
    CreateOpportunity,
    InvalidOpportunityStageTransition,
    Opportunity,
    OpportunityFilter,
    OverrideForecastCategory,
    UpdateOpportunity,
    clear_category,
    hold,
    override_category,
    release,
)
from crm_core.pipelines import (
    DEFAULT_STAGES,
    Pipeline,
    PipelineRules,
    PipelineStageError,
    StageTemplate,
    UpdatePipeline,
)
from crm_core.sources import require_source
from crm_core.stores import Listed
from crm_core.vocabulary import Count, Id, Name, StageName
from crm_operations.operation import acts, plans, reads
from crm_operations.providers import CustomerNotFound, CustomerProvider, PeopleProvider, require_assignee
from crm_operations.records import EntityRecords, Records, UnitOfWork, acting_for, repeats_lost_races
from crm_operations.settings import SettingsFor
from crm_operations.stage_rules import PassRules, StageCheck, former_rules, next_stage, record_verdict, require_pass

PipelineName = Annotated[Name, Field(description="What it is called.")]
Stages = Annotated[
    Sequence[StageTemplate], Field(description="Its stages, of a file: see crm pipeline stages --json. Else six.")
]
IsDefault = Annotated[bool, Field(description="New deals enter it, unless they name another.")]
RulesVersion = Annotated[Count, Field(description="A former version of its rules; else the one that holds.")]
NextStage = Annotated[StageName, Field(description="The stage to enter; else the next one.")]
PipelineId = Annotated[Id, Field(description="Name or id; else the default one.")]

WithRetiredPipelines = Annotated[bool, Field(description="Also those that are retired.")]


class PipelineCoordinator:
    """Pipelines and the open deals in them: opened, edited, moved from stage to stage.

    Each method raises NotPermitted; those that name a deal raise OpportunityNotFound. A stage is named as in its
    pipeline.
    """

    def __init__(
        self,
        records: Records,
        customers: CustomerProvider,
        people: PeopleProvider,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._records = records
        self._customers = customers
        self._people = people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._pipelines = EntityRecords(records, settings_for, clock, new_id, lambda work: work.pipelines)
        self._deals = EntityRecords(records, settings_for, clock, new_id, lambda work: work.opportunities)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def create_pipeline(
        self, actor: Actor, name: PipelineName, stages: Stages = DEFAULT_STAGES, *, is_default: IsDefault = False
    ) -> Pipeline:
        """Add a pipeline; one of that name that is there, retired or not, stays as it is. Raises PipelineStageError."""
        at = self._clock.now()
        with self._records.writing(actor) as work:
            if (known := work.pipelines.find_by_name(name)) is not None:
                return known
            pipeline = Pipeline.from_template(
                name, tenant_id=actor.tenant_id, new_id=self._new_id, at=at, is_default=is_default, stages=stages
            )
            if is_default:
                _no_more_default(work, at)
            return work.pipelines.add(pipeline)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def edit_pipeline(self, actor: Actor, pipeline_id: Id, request: UpdatePipeline) -> Pipeline:
        """Rename a pipeline, make it the default, or replace its stages; one with deals in it stays.

        Such a stage means what it meant; a deal takes a new probability when it enters.
        Raises PipelineNotFound, PipelineStageError, PipelineRetired; KeyTaken for another one's name.
        """
        at = self._clock.now()
        with self._records.writing(actor) as work:
            pipeline = work.pipelines.get(pipeline_id, lock=True)
            edited = pipeline.edit(request, new_id=self._new_id, at=at)
            if edited.is_default and not pipeline.is_default:
                _no_more_default(work, at)
            saved = work.pipelines.save(edited)
            # Checked last: writing the stages waits for transactions in which a deal enters one of them.
            for stage in pipeline.lost_stages(edited):
                standing = OpportunityFilter(pipeline_id=pipeline.id, stage=stage, limit=1)
                if work.opportunities.find(standing).looked_at:
                    raise PipelineStageError.because_deals_stand_in(pipeline.name, stage)
            return saved

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    def retire_pipeline(self, actor: Actor, pipeline_id: Id) -> Pipeline:
        """Let no deal begin in a pipeline; those in it go on. Raises PipelineNotFound, PipelineRetired."""
        return self._pipelines.change(actor, pipeline_id, lambda pipeline, at: pipeline.retire(at=at))

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    def reinstate_pipeline(self, actor: Actor, pipeline_id: Id) -> Pipeline:
        """Take a retired pipeline up again. Raises PipelineNotFound."""
        return self._pipelines.change(actor, pipeline_id, lambda pipeline, at: pipeline.reinstate(at=at))

    @reads(Permission.DEAL_READ)
    def pipelines(self, actor: Actor, *, with_retired: WithRetiredPipelines = False) -> Listed[Pipeline]:
        """List the pipelines there are, in the order of creation."""
        with self._records.reading(actor) as work:
            found = work.pipelines.all()
        listed = (each for each in found if with_retired or each.retired_at is None)
        return Listed(listed, unreadable=found.unreadable)

    @reads(Permission.DEAL_READ)
    def rules(self, actor: Actor, pipeline_id: Id, version: RulesVersion | None = None) -> PipelineRules:
        """Show what a pipeline asks of its deals, now or in a former version. Raises PipelineNotFound."""
        with self._records.reading(actor) as work:
            pipeline = work.pipelines.get(pipeline_id)
            if version is None or version == pipeline.rules_version:
                return pipeline.rules
            return former_rules(work, pipeline, version)

    @acts(Permission.DEAL_MOVE, further=(Permission.DEAL_PASS_RULES,))
    def open(
        self,
        actor: Actor,
        request: CreateOpportunity,
        pipeline_id: PipelineId | None = None,
        pass_rules: PassRules | None = None,
    ) -> Opportunity:
        """Open a deal with a customer who is known already; in a later stage, by the rules of those before it.

        Several may come of one lead, each with its source.
        Raises CustomerNotFound, LeadNotFound, PipelineNotFound, PersonNotFound, AssigneeLeft,
        UnknownSource, StageRulesUnmet.
        """
        require_pass(actor, pass_rules)
        if not self._customers.exists(actor.tenant_id, request.party_id):
            raise CustomerNotFound.because_unknown_customer(request.party_id)
        require_assignee(self._people, actor, request.assigned_to)
        acting = self._acting_for(actor, request.assigned_to)
        return self._opened(actor, request.model_copy(update={"assigned_to": acting}), pipeline_id, pass_rules)

    @reads(Permission.DEAL_READ)
    def get(self, actor: Actor, opportunity_id: Id) -> Opportunity:
        """By id or by number."""
        with self._records.reading(actor) as work:
            return work.opportunities.find_by_number(opportunity_id) or work.opportunities.get(opportunity_id)

    @reads(Permission.DEAL_READ)
    def get_opportunities_by_stage(self, actor: Actor, filters: OpportunityFilter) -> Listed[Opportunity]:
        """List deals, oldest first."""
        return self._deals.find(actor, filters)

    @acts(Permission.DEAL_MOVE)
    def update(self, actor: Actor, opportunity_id: Id, request: UpdateOpportunity) -> Opportunity:
        """Change what is known of a deal. Raises PersonNotFound, AssigneeLeft, UnknownSource."""
        require_assignee(self._people, actor, request.assigned_to)
        if request.assigned_to is not None:
            request = request.model_copy(update={"assigned_to": self._acting_for(actor, request.assigned_to)})
        return self._deals.change(
            actor,
            opportunity_id,
            lambda opportunity, at: opportunity.update(request, at=at),
            check=lambda work, opportunity: require_source(work.sources, request.source, unless=opportunity.source),
        )

    @acts(Permission.DEAL_MOVE)
    def override_category(self, actor: Actor, opportunity_id: Id, request: OverrideForecastCategory) -> Opportunity:
        """Forecast a deal in another category than its stages', until that is cleared.

        Raises OpportunityCategoryFixed for a closed one.
        """
        return self._deals.change(
            actor, opportunity_id, lambda opportunity, at: override_category(opportunity, request, at=at)
        )

    @acts(Permission.DEAL_MOVE)
    def clear_category(self, actor: Actor, opportunity_id: Id) -> Opportunity:
        """Forecast a deal in the category of its stage again."""
        return self._deals.change(actor, opportunity_id, lambda opportunity, at: clear_category(opportunity, at=at))

    @acts(Permission.DEAL_CLOSE)
    def hold(self, actor: Actor, opportunity_id: Id, sale: AcceptedSale) -> Opportunity:
        """Note that a deal is accepted in the sales system, and what it waits for here; a closed one stays as it is."""
        return self._deals.change(actor, opportunity_id, lambda opportunity, at: hold(opportunity, sale, at=at))

    @acts(Permission.DEAL_CLOSE)
    def release(self, actor: Actor, opportunity_id: Id) -> Opportunity:
        """Note that a deal is no longer accepted in the sales system."""
        return self._deals.change(actor, opportunity_id, lambda opportunity, at: release(opportunity, at=at))

    @plans(Permission.DEAL_MOVE, of="move_to_stage")
    def check_stage(self, actor: Actor, opportunity_id: Id, stage: NextStage | None = None) -> StageCheck:
        """Say what a deal lacks for its next stage, or for the one that is named.

        Raises InvalidOpportunityStageTransition, PipelineStageError.
        """
        with self._records.reading(actor) as work:
            opportunity = work.opportunities.get(opportunity_id)
            pipeline = work.pipelines.get(opportunity.pipeline_id)
        target = next_stage(opportunity, pipeline) if stage is None else pipeline.stage(stage).name
        ways = pipeline.stage(opportunity.stage).next_stages
        if target is None or target not in ways:
            raise InvalidOpportunityStageTransition.because_not_in_the_graph(
                opportunity.opportunity_number, opportunity.stage, target or "a later stage", ways
            )
        judged = opportunity.judge_entering(target, pipeline, at=self._clock.now())
        return StageCheck.of(opportunity, target, judged)

    @acts(Permission.DEAL_MOVE, further=(Permission.DEAL_PASS_RULES,))
    def move_to_stage(
        self, actor: Actor, opportunity_id: Id, stage: StageName, pass_rules: PassRules | None = None
    ) -> Opportunity:
        """One stage on. Raises InvalidOpportunityStageTransition, StageRulesUnmet."""
        require_pass(actor, pass_rules)
        return self._walk(actor, opportunity_id, stage, pass_rules, single=True)

    @acts(Permission.DEAL_MOVE, further=(Permission.DEAL_PASS_RULES,))
    def advance_to_stage(
        self, actor: Actor, opportunity_id: Id, stage: StageName, pass_rules: PassRules | None = None
    ) -> Opportunity:
        """Through every stage on the way there, each with its own move, in one commit. Raises as ``move_to_stage``."""
        require_pass(actor, pass_rules)
        return self._walk(actor, opportunity_id, stage, pass_rules, single=False)

    def _acting_for(self, actor: Actor, user_id: str) -> str:
        """Who stands in for whom a deal is given to."""
        at = self._clock.now()
        return acting_for(self._records, self._people, actor, user_id, DelegationScope.DEALS, at)

    @repeats_lost_races
    def _opened(
        self, actor: Actor, request: CreateOpportunity, pipeline_id: str | None, pass_rules: str | None
    ) -> Opportunity:
        at = self._clock.now()
        year = local_date(at, self._settings_for(actor.tenant_id).zone).year
        with self._records.writing(actor) as work:
            lead = work.leads.get(request.lead_id) if request.lead_id else None
            require_source(work.sources, request.source)
            pipeline = work.pipelines.get(pipeline_id) if pipeline_id else work.pipelines.default()
            opportunity, created = Opportunity.open(
                request,
                pipeline,
                opportunity_id=self._new_id(),
                tenant_id=actor.tenant_id,
                number=work.numbers.next(NumberKind.OPPORTUNITY, year),
                at=at,
                lead_source=lead.source if lead else None,
                pass_reason=pass_rules,
            )
            work.pipelines.hold_stage(opportunity.pipeline_id, opportunity.stage, begins=True)
            work.outbox.announce(created)
            opened = work.opportunities.add(opportunity)
            judged = opportunity.judge_beginning(pipeline, at=at, pass_reason=pass_rules)
            record_verdict(work, opened, judged, at=at)
            return opened

    @repeats_lost_races
    def _walk(
        self, actor: Actor, opportunity_id: str, stage: str, pass_rules: str | None, *, single: bool
    ) -> Opportunity:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            opportunity = work.opportunities.get(opportunity_id, lock=True)
            pipeline = work.pipelines.get(opportunity.pipeline_id)
            stage = pipeline.stage(stage).name
            path = (stage,) if single else pipeline.path_to(opportunity.stage, stage)
            if not path:
                ways = pipeline.stage(opportunity.stage).next_stages
                raise InvalidOpportunityStageTransition.because_not_in_the_graph(
                    opportunity.opportunity_number, opportunity.stage, stage, ways
                )
            for target in path:
                judged = opportunity.judge_entering(target, pipeline, at=at, pass_reason=pass_rules)
                opportunity, moved = opportunity.move(target, pipeline, at=at, pass_reason=pass_rules)
                record_verdict(work, opportunity, judged, at=at)
                work.opportunities.record_move(moved)
                work.outbox.announce(moved)
            work.pipelines.hold_stage(pipeline.id, opportunity.stage)
            return work.opportunities.save(opportunity)


def _no_more_default(work: UnitOfWork, at: datetime) -> None:
    """Ends the default of the present default pipeline."""
    for former in work.pipelines.all():
        if former.is_default:
            work.pipelines.save(former.changed(at, is_default=False))

"""The coordinator of scoring models: read, set, weight, restore, back-test."""

from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.leads import (
    Backtest,
    ClosedLead,
    LeadScoring,
    LeadScoringFacts,
    ModelVersion,
    ScoringModel,
    ScoringWeight,
    backtest,
)
from crm_core.sources import require_known_sources
from crm_core.stores import Listed
from crm_core.vocabulary import Count
from crm_operations.operation import acts, reads
from crm_operations.records import Records, repeats_lost_races
from crm_operations.settings import SettingsFor

AVersion = Annotated[Count | None, Field(description="An earlier version; else the one that scores.")]


class LeadScoringCoordinator:
    """How a tenant scores leads: each change is a new version, and every version stays known.

    Version 0 is the standard model a tenant begins with. Each method raises NotPermitted.
    """

    def __init__(self, records: Records, settings_for: SettingsFor) -> None:
        self._records = records
        self._settings_for = settings_for

    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, version: AVersion = None) -> ScoringModel:
        """Show the rules leads are scored by, or were by that version. Raises ScoringModelNotFound."""
        with self._records.reading(actor) as work:
            return work.scoring_models.active() if version is None else work.scoring_models.get(version)

    @reads(Permission.LEAD_READ)
    def list(self, actor: Actor) -> Listed[ModelVersion]:
        """List every version there was, oldest first; the last scores."""
        with self._records.reading(actor) as work:
            return Listed(work.scoring_models.versions())

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def set(self, actor: Actor, model: ScoringModel) -> ScoringModel:
        """Leads are scored by it from now on; its version must be the next. Stored scores stay.

        Raises UnknownSource; ScoringModelConflict when it is not the next version.
        """
        with self._records.writing(actor) as work:
            require_known_sources(work.sources, model.sources)
            return work.scoring_models.add(model)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def restore(self, actor: Actor, version: Count) -> ScoringModel:
        """Score by an earlier version again, as the next one. Raises UnknownSource, ScoringModelNotFound."""
        with self._records.writing(actor) as work:
            model = work.scoring_models.get(version)
            require_known_sources(work.sources, model.sources)
            following = work.scoring_models.active().version + 1
            return work.scoring_models.add(model.model_copy(update={"version": following}))

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def weigh(self, actor: Actor, weights: tuple[ScoringWeight, ...]) -> ScoringModel:
        """The active model with these weights in place of their namesakes, as the next version (PLAN-028).

        Weights are in percent of a rule's points. Raises ScoringError.
        """
        with self._records.writing(actor) as work:
            scoring = LeadScoring(work.scoring_models.active()).update_weights(weights)
            return work.scoring_models.add(scoring.get_configuration())

    @reads(Permission.LEAD_READ)
    def backtest(
        self,
        actor: Actor,
        versions: tuple[Count, ...] = (),
        candidate: ScoringModel | None = None,
        threshold: Count | None = None,
    ) -> Backtest:
        """How well models would have told converted leads from disqualified ones (PLAN-028); nothing is kept.

        Compares the versions named, or else the active model, and then the candidate. Each lead is judged as it stands,
        with the activities up to its end. ``threshold`` is in points, ``sales_ready_score`` unless given.
        Raises ScoringModelNotFound; SampleTooSmall, which says how many leads are missing.
        """
        settings = self._settings_for(actor.tenant_id)
        limits = settings.backtest
        with self._records.reading(actor) as work:
            models = [work.scoring_models.get(version) for version in versions] or [work.scoring_models.active()]
            ended = work.scoring_models.ended_leads(limits.sample)
        cases = [
            ClosedLead(
                facts=LeadScoringFacts.of(lead, engagement, lead.ended_at, settings.currency),
                converted=lead.converted_at is not None,
            )
            for lead, engagement in ended
            if lead.ended_at is not None
        ]
        return backtest(
            [*models, *([candidate] if candidate else [])],
            cases,
            threshold=settings.sales_ready_score if threshold is None else threshold,
            minimum_converted=limits.minimum_converted,
            minimum_disqualified=limits.minimum_disqualified,
        )

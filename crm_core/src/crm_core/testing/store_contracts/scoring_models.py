"""What a ScoringModelStore promises."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.activities import ActivityType
from crm_core.actor import Actor
from crm_core.leads import (
    CategoryCaps,
    Engagement,
    LeadStatus,
    ScoreCategory,
    ScoringModel,
    ScoringModelConflict,
    ScoringModelNotFound,
    ScoringRule,
    ScoringWeight,
    default_scoring_model,
)
from crm_core.testing.builders import START, a_lead, an_activity
from crm_core.testing.expectations import answers, at_once, expect, expect_refusal, refusals
from crm_core.testing.store_contracts.suite import OpensStores, StoreContract, rolled_back


@pytest.mark.requirement("PLAN-028")
class ScoringModelStoreContract(StoreContract):
    def model(self, version: int = 1, **changes: Any) -> ScoringModel:
        """Every field says something else than its default; order matters, so nothing is sorted by name."""
        rules = (
            ScoringRule(category=ScoreCategory.FIRMOGRAPHIC, factor="Größe 🦊", condition="lead.has_email", points=-7),
            ScoringRule(category=ScoreCategory.BEHAVIORAL, factor="source", condition="has(lead.company)", points=12),
            ScoringRule(
                category=ScoreCategory.BEHAVIORAL, factor="old", condition="lead.has_phone", points=3, is_active=False
            ),
        )
        weights = (
            ScoringWeight(category=ScoreCategory.FIRMOGRAPHIC, factor="Größe 🦊", percent=80),
            ScoringWeight(category=ScoreCategory.BEHAVIORAL, percent=150),
            ScoringWeight(category=ScoreCategory.BEHAVIORAL, factor="old", percent=0, is_active=False),
        )
        caps = CategoryCaps(demographic=10, behavioral=20, engagement=30, firmographic=40)
        fields: dict[str, Any] = {
            "name": f"Modell {version}",
            "rules": rules,
            "weights": weights,
            "caps": caps,
            "currency": "KWD",
        }
        return ScoringModel(version=version, **{**fields, **changes})

    def active(self, records: OpensStores, actor: Actor) -> ScoringModel:
        with records.reading(actor) as work:
            return work.scoring_models.active()

    def add(self, records: OpensStores, actor: Actor, model: ScoringModel) -> ScoringModel:
        with records.writing(actor) as work:
            return work.scoring_models.add(model)

    def test_a_tenant_begins_with_the_default_model(self, records: OpensStores, actor: Actor) -> None:
        expect(self.active(records, actor), default_scoring_model(), asked="active, before any was added")

    def test_a_model_that_was_added_is_the_active_one_as_it_was(self, records: OpensStores, actor: Actor) -> None:
        model = self.model()

        expect(self.add(records, actor, model), model, asked="what add answers")
        expect(self.active(records, actor), model, asked="active afterwards")

    def test_every_version_stays_known(self, records: OpensStores, actor: Actor) -> None:
        models = [self.model(1), self.model(2, weights=()), self.model(3)]
        for model in models:
            self.add(records, actor, model)

        with records.reading(actor) as work:
            known = [work.scoring_models.get(version) for version in (0, 1, 2, 3)]
        expect(known, [default_scoring_model(), *models], asked="get of the versions 0 to 3")

    def test_versions_are_listed_oldest_first(self, records: OpensStores, actor: Actor) -> None:
        self.add(records, actor, self.model(1))

        with records.reading(actor) as work:
            listed = [(each.version, each.name) for each in work.scoring_models.versions()]
        expect(listed, [(0, default_scoring_model().name), (1, "Modell 1")], asked="versions")

    def test_leads_that_ended_come_with_what_had_happened_until_then(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        won, lost, still_open = (a_lead(count, tenant_id=actor.tenant_id) for count in (1, 2, 3))
        day = timedelta(days=1)
        won = won.model_copy(update={"status": LeadStatus.CONVERTED_TO_OPPORTUNITY, "converted_at": START + 40 * day})
        lost = lost.model_copy(update={"status": LeadStatus.DISQUALIFIED, "disqualified_at": START + 50 * day})
        kinds = ActivityType.MEETING, ActivityType.CALL, ActivityType.NOTE, ActivityType.DEMO
        moments = [START + days * day for days in (1, 20, 39, 41)]
        activities = [
            an_activity(
                count,
                related=won.ref,
                activity_type=kind,
                tenant_id=actor.tenant_id,
                completed_at=moment,
            )
            for count, (kind, moment) in enumerate(zip(kinds, moments, strict=True), start=1)
        ]
        with records.writing(actor) as work:
            for lead in (won, lost, still_open):
                work.leads.add(lead)
            for activity in activities:
                work.activities.add(activity)

        with records.reading(actor) as work:
            ended, latest = work.scoring_models.ended_leads(10), work.scoring_models.ended_leads(1)
        with records.reading(stranger) as work:
            strangers = work.scoring_models.ended_leads(10)

        until_then = Engagement(total=3, interactions=2, recent=1, meetings=1, last_at=moments[1])
        until = [(lead.id, engagement) for lead, engagement in ended]
        expect(until, [(lost.id, Engagement()), (won.id, until_then)], asked="ended_leads, a demo a day after")
        expect([lead.id for lead, _ in latest], [lost.id], asked="ended_leads(1)")
        expect(list(strangers), [], asked="ended_leads by a stranger")

    def test_an_unknown_version_is_not_found(self, records: OpensStores, actor: Actor) -> None:
        with expect_refusal(ScoringModelNotFound, asked="get(1) before any was added"), records.reading(actor) as work:
            work.scoring_models.get(1)

    def test_only_the_next_version_can_be_added(self, records: OpensStores, actor: Actor) -> None:
        self.add(records, actor, self.model(1))

        for version in (0, 1, 3):
            with expect_refusal(ScoringModelConflict, asked=f"add version {version} when 1 is active"):
                self.add(records, actor, self.model(version))
        expect(self.active(records, actor), self.model(1), asked="active afterwards")

    @pytest.mark.requirement("REL-003")
    def test_of_ten_who_add_the_same_version_at_once_one_succeeds(self, records: OpensStores, actor: Actor) -> None:
        outcomes = at_once([lambda: self.add(records, actor, self.model(1))] * 10)

        expect(len(answers(outcomes)), 1, asked=f"ten times add version 1; refused: {refusals(outcomes)[:1]}")
        expect({refusal.kind for refusal in refusals(outcomes)}, {"conflict"}, asked="the kinds of the refusals")
        expect(self.active(records, actor), self.model(1), asked="active afterwards")

    @pytest.mark.requirement("PLAN-029")
    def test_each_tenant_has_models_of_its_own(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        self.add(records, actor, self.model(1))

        expect(self.active(records, stranger), default_scoring_model(), asked="active by a stranger")
        with expect_refusal(ScoringModelNotFound, asked="get(1) by a stranger"), records.reading(stranger) as work:
            work.scoring_models.get(1)
        expect(self.add(records, stranger, self.model(1, name="Theirs")).name, "Theirs", asked="add by a stranger")

    def test_a_model_that_was_rolled_back_is_not_active(self, records: OpensStores, actor: Actor) -> None:
        with rolled_back(records, actor) as work:
            work.scoring_models.add(self.model())

        expect(self.active(records, actor), default_scoring_model(), asked="active after a rollback")

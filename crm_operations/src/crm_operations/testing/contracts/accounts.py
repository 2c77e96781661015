"""What Records promise to answer afterwards: the history of every entity, and the reasons of every decision."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from crm_core.actor import Actor
from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound
from crm_core.identity import EntityRef, NumberKind
from crm_core.leads import Lead, LeadScore
from crm_core.testing import (
    START,
    a_journey,
    a_lead,
    a_pipeline,
    an_activity,
    an_opportunity,
    expect,
    expect_refusal,
)
from crm_core.tombstones import Became
from crm_operations.records import (
    BY_HAND,
    GENESIS,
    Decision,
    DecisionNotFound,
    HistoryEntry,
    Records,
    UnitOfWork,
    Verification,
    stored_policy,
)
from crm_operations.testing.contracts.records import RecordsSuite
from crm_operations.testing.deciding import AT_MOST, decide

LATER = START + timedelta(hours=1, microseconds=7)


@pytest.mark.requirement("SR-005", "INT-002")
class HistoryContract(RecordsSuite):
    def history(self, records: Records, actor: Actor, entity: EntityRef) -> Sequence[HistoryEntry]:
        with records.reading(actor) as work:
            return work.history.of(entity)

    def verification(self, records: Records, actor: Actor) -> Verification:
        with records.reading(actor) as work:
            return work.history.verify()

    @pytest.mark.parametrize("kind", ["lead", "opportunity", "pipeline", "activity", "journey"])
    def test_every_change_of_every_kind_of_entity_is_told(self, records: Records, actor: Actor, kind: str) -> None:
        with records.writing(actor) as work:
            added = _add_one(work, kind)
        colleague = actor.model_copy(update={"user_id": "grace"})
        with records.writing(colleague) as work:
            _save(work, kind, added)

        ref = added.ref
        entries = self.history(records, actor, ref)
        result = [(entry.entity, entry.sequence, entry.at, entry.user_id) for entry in entries]
        expected = [(ref, 1, added.updated_at, "ada"), (ref, 2, LATER, "grace")]
        expect(result, expected, asked=f"history of a {kind} that one person added and another changed")
        expect(bool(entries[1].changes), True, asked="what changed")
        chain = [entries[0].previous_hash, entries[1].previous_hash]
        expect(chain, [GENESIS, entries[0].hash], asked="what each entry is chained to")
        expect(self.verification(records, actor), Verification(entities=1, entries=2), asked="verify")

    def test_an_entry_tells_before_and_after_of_what_changed_alone(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            lead = work.leads.add(a_lead(tenant_id=actor.tenant_id, notes="Zoë 🦊"))
        with records.writing(actor) as work:
            work.leads.save(lead.changed(LATER, notes=None, score=LeadScore(total=70)))

        first, second = self.history(records, actor, lead.ref)
        expect(first.fields["notes"], (None, "Zoë 🦊"), asked="the notes in the first entry")
        expect(set(second.fields), {"notes", "score"}, asked="which fields the second entry names")
        expect(second.fields["notes"], ("Zoë 🦊", None), asked="the notes in the second entry")
        expect([score["total"] for score in second.fields["score"]], [0, 70], asked="the score in the second entry")

    def test_history_begins_in_the_unit_of_work_itself(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            lead = work.leads.add(a_lead(tenant_id=actor.tenant_id))
            work.leads.save(lead.changed(LATER, notes="changed"))

            expect(len(work.history.of(lead.ref)), 2, asked="history within the unit of work that writes it")
            expect(work.history.verify().flaws, (), asked="verify within it")

    def test_a_sample_is_of_some_of_each_kind(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            for number in (1, 2, 3):
                work.leads.add(a_lead(number, tenant_id=actor.tenant_id))
            _add_one(work, "activity")

        with records.reading(actor) as work:
            sampled = work.history.verify(sample=2)
        expect(sampled, Verification(entities=3, entries=3), asked="verify two leads of three, and an activity")

    def test_a_number_that_no_record_bears_is_a_finding(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            for place in (1, 2):
                number = work.numbers.next(NumberKind.LEAD, 2026)
                work.leads.add(a_lead(place, tenant_id=actor.tenant_id, lead_number=number))
            work.numbers.next(NumberKind.LEAD, 2026)

        found = [str(flaw) for flaw in self.verification(records, actor).flaws]
        expected = ["number LEAD-2026-0003: it was handed out, and no record bears it"]
        expect(found, expected, asked="verify where three numbers were handed out and two are borne")

    def test_what_happened_before_is_kept_with_the_batch_that_brings_it(self, records: Records, actor: Actor) -> None:
        first, later = _a_past(actor)
        with records.writing(actor, batch="batch-1") as work:
            [number] = work.numbers.next_many(NumberKind.LEAD, START.year, 1)
            lives = [[each.model_copy(update={"lead_number": number}) for each in (first, later)]]
            [added] = work.leads.add_many(lives)
        with records.reading(actor) as work:
            entries = work.history.of(added.ref)
            verification = work.history.verify()

        found = [(each.at, each.batch_id, each.recorded_at is not None) for each in entries]
        expect(found, [(each.updated_at, "batch-1", True) for each in (first, later)], asked="its history")
        expect(verification.flaws, (), asked="the flaws that verify finds")

    def test_what_is_taken_out_leaves_a_history_that_holds(self, records: Records, actor: Actor) -> None:
        with records.writing(actor, batch="batch-1") as work:
            numbers = work.numbers.next_many(NumberKind.LEAD, START.year, 2)
            gone, remaining = (
                a_lead(count, tenant_id=actor.tenant_id, lead_number=number) for count, number in enumerate(numbers, 1)
            )
            added = work.leads.add_many([[gone], [remaining]])
        with records.writing(actor, batch="batch-1") as work:
            work.leads.remove_many(added[:1], Became.REVERSED, at=START + timedelta(days=3))
        with records.reading(actor) as work:
            verification, entries = work.history.verify(), work.history.of(gone.ref)
            lines: list[str] = []
            chains = work.history.digest(lines.append).chains
            compared = work.history.verify(against=lines)
            stones = [work.history.tombstone(each) for each in (numbers[0], gone.id, remaining.id)]
            with pytest.raises(NotFound) as refusal:
                work.leads.get(gone.id)

        expect((verification.flaws, verification.entities, verification.entries), ((), 2, 3), asked="what verify finds")
        expect(dict(entries[-1].fields), {"became": (None, "reversed")}, asked="the last entry of its history")
        expect((chains >= 2, compared.flaws), (True, ()), asked="a digest, and verify against it")
        expect([stone and stone.id for stone in stones], [gone.id, gone.id, None], asked="its tombstone")
        text = f"lead {numbers[0]} was reversed with batch batch-1"
        expect(str(refusal.value), text, asked="what get of it answers")
        expect(self.leads_of(records, actor), [numbers[1]], asked="the leads that are listed")

    def test_a_digest_is_held_against_what_there_is(self, records: Records, actor: Actor, stranger: Actor) -> None:
        lines: list[str] = []
        with records.writing(actor) as work:
            lead = work.leads.add(a_lead(tenant_id=actor.tenant_id))
            decide(work, lead.ref)
        with records.reading(actor) as work:
            digest = work.history.digest(lines.append)
        with records.writing(actor) as work:
            work.leads.save(lead.changed(LATER, notes="changed"))
            decide(work, lead.ref)

        expect((digest.tenant_id, digest.chains), (actor.tenant_id, 2), asked="the digest of a lead and its decision")
        with records.reading(actor) as work:
            found = work.history.verify(against=lines)
            expected = Verification(entities=1, entries=2, decisions=2)
            expect(found, expected, asked="verify against it once more has happened")
            with expect_refusal(Invalid, asked="verify against a digest whose end is missing"):
                work.history.verify(against=lines[:-1])
        with records.reading(stranger) as work, expect_refusal(Invalid, asked="verify against another tenant's digest"):
            work.history.verify(against=lines)

    @pytest.mark.requirement("PLAN-029")
    def test_the_history_of_another_tenants_entity_is_empty(
        self, records: Records, actor: Actor, stranger: Actor
    ) -> None:
        with records.writing(actor) as work:
            lead = work.leads.add(a_lead(tenant_id=actor.tenant_id))

        expect(list(self.history(records, stranger, lead.ref)), [], asked="history by a stranger")
        expect(self.verification(records, stranger), Verification(entities=0, entries=0), asked="verify by a stranger")

    def test_a_long_chain_holds(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            lead = work.leads.add(a_lead(tenant_id=actor.tenant_id))
        for count in range(1, 6):
            with records.writing(actor) as work:
                for each in range(5):
                    current = work.leads.get(lead.id)
                    work.leads.save(current.changed(LATER, notes=f"{count}, {each} 🦊"))

        expect(self.verification(records, actor), Verification(entities=1, entries=26), asked="verify of 26 entries")


@pytest.mark.requirement("FUN-CRMOP-0030")
class DecisionContract(RecordsSuite):
    def test_a_decision_is_told_as_it_was_recorded(self, records: Records, actor: Actor) -> None:
        lead = a_lead(tenant_id=actor.tenant_id)
        case, policy = LeadScore(total=40, demographic=9), LeadScore(total=49)
        with records.writing(actor) as work:
            work.decisions.record(
                AT_MOST,
                lead.ref,
                policy=policy,
                policy_version="policy 7",
                case=case,
                verdict=case,
                reasons=["score 40 is below 50", "Zoë 🦊 said no"],
                at=LATER,
            )

        [result] = self._decisions(records, actor, lead.ref)
        expected = Decision(
            id=result.id,
            kind=AT_MOST.kind,
            subject=lead.ref,
            policy_version="policy 7",
            policy=stored_policy(policy).digest,
            rule_version=AT_MOST.version,
            case=case.model_dump_json(),
            verdict=case.model_dump_json(),
            reasons=("score 40 is below 50", "Zoë 🦊 said no"),
            user_id="ada",
            at=LATER,
        )
        expect(result, expected, asked="the decision about a lead")
        with records.reading(actor) as work:
            expect(work.decisions.get(result.id), expected, asked="get of the decision")

    def test_decisions_come_newest_first_and_by_kind(self, records: Records, actor: Actor) -> None:
        lead, other, another_kind = a_lead(1), a_lead(2), replace(AT_MOST, kind="another")
        for reason, rule, subject in (
            ("first", AT_MOST, lead),
            ("second", another_kind, lead),
            ("third", AT_MOST, lead),
            ("of another lead", AT_MOST, other),
        ):
            with records.writing(actor) as work:
                decide(work, subject.ref, reason, rule=rule)

        result = [decision.reasons[0] for decision in self._decisions(records, actor, lead.ref)]
        expect(result, ["third", "second", "first"], asked="all decisions about a lead")
        of_kind = [decision.reasons[0] for decision in self._decisions(records, actor, lead.ref, AT_MOST.kind)]
        expect(of_kind, ["third", "first"], asked="those of one kind")

    def test_a_policy_is_kept_whole(self, records: Records, actor: Actor, stranger: Actor) -> None:
        lead, policy = a_lead(), LeadScore(total=30, demographic=7)
        for _ in range(2):
            with records.writing(actor) as work:
                decide(work, lead.ref, policy=policy.model_copy())
                decide(work, lead.ref, policy=policy)

        digests = {decision.policy or "" for decision in self._decisions(records, actor, lead.ref)}
        expect(len(digests), 1, asked="how many policies there are after four decisions by the same")
        with records.reading(actor) as work:
            [content] = work.decisions.policies({*digests, "0" * 64}).values()
            expect(LeadScore.model_validate_json(content), policy, asked="the policy by its digest")
            expect(work.history.verify().flaws, (), asked="verify")
        with records.reading(stranger) as work:
            expect(dict(work.decisions.policies(digests)), {}, asked="another tenant's policy")

    @pytest.mark.requirement("REL-001")
    def test_a_policy_is_kept_with_the_first_decision_that_is(self, records: Records, actor: Actor) -> None:
        """A cache of stored policies must not contain one that was rolled back."""
        lead = a_lead()
        with suppress(_CalledOff), records.writing(actor) as work:
            decide(work, lead.ref)
            raise _CalledOff
        with records.writing(actor) as work:
            decide(work, lead.ref)

        [decision] = self._decisions(records, actor, lead.ref)
        with records.reading(actor) as work:
            expect(list(work.decisions.policies([decision.policy or ""])), [decision.policy], asked="its policy")

    def test_what_a_person_decided_has_no_policy(self, records: Records, actor: Actor) -> None:
        lead = a_lead()
        with records.writing(actor) as work:
            verdict = LeadScore(total=1)
            work.decisions.record_by_hand(
                AT_MOST, lead.ref, case=LeadScore(), verdict=verdict, reasons=["I know them"], at=LATER
            )

        [result] = self._decisions(records, actor, lead.ref, AT_MOST.kind)
        found = (result.policy_version, result.policy, result.rule_version)
        expect(found, (BY_HAND, None, None), asked="policy and rule of it")

    @pytest.mark.requirement("PLAN-029")
    def test_another_tenants_decisions_are_not_told(self, records: Records, actor: Actor, stranger: Actor) -> None:
        with records.writing(actor) as work:
            decide(work, a_lead().ref, "ours")

        expect(list(self._decisions(records, stranger, a_lead().ref)), [], asked="decisions by a stranger")
        [ours] = self._decisions(records, actor, a_lead().ref)
        with records.reading(stranger) as work, expect_refusal(DecisionNotFound, asked="get by a stranger"):
            work.decisions.get(ours.id)

    def _decisions(
        self, records: Records, actor: Actor, subject: EntityRef, kind: str | None = None
    ) -> Sequence[Decision]:
        with records.reading(actor) as work:
            return work.decisions.of(subject, kind)


class _CalledOff(Exception):
    pass


def _add_one(work: UnitOfWork, kind: str) -> Entity:
    ours: dict[str, Any] = {"tenant_id": work.actor.tenant_id}
    if kind == "lead":
        return work.leads.add(a_lead(**ours))
    if kind == "opportunity":
        return work.opportunities.add(an_opportunity(**ours))
    if kind == "pipeline":
        return work.pipelines.add(a_pipeline(**ours))
    if kind == "activity":
        return work.activities.add(an_activity(**ours))
    return work.journeys.add(a_journey(**ours))


def _save(work: UnitOfWork, kind: str, entity: Any) -> None:
    if kind == "lead":
        work.leads.save(entity.changed(LATER, notes="changed"))
    elif kind == "opportunity":
        work.opportunities.save(entity.changed(LATER, notes="changed"))
    elif kind == "pipeline":
        work.pipelines.save(entity.changed(LATER, description="changed", stages=entity.stages[1:]))
    elif kind == "activity":
        work.activities.save(entity.changed(LATER, description="changed"))
    else:
        work.journeys.save(entity.complete(at=LATER)[0])


def _a_past(actor: Actor) -> tuple[Lead, Lead]:
    """A lead as it was captured, and as it was a day later."""
    lead = a_lead(tenant_id=actor.tenant_id)
    return lead, lead.changed(lead.created_at + timedelta(days=1), notes="called")

"""What an ActivityStore promises."""

from datetime import timedelta
from itertools import product
from typing import Any

from crm_core.activities import (
    Activity,
    ActivityDirection,
    ActivityFilter,
    ActivityOutcome,
    ActivitySummary,
    ActivityType,
)
from crm_core.actor import Actor
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing.builders import START, a_lead, an_activity
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores
from crm_core.voting import Ballot, Vote

NOW = START + timedelta(days=100)
THIRTY_DAYS = timedelta(days=30)
INSTANT = timedelta(microseconds=1)


class ActivityStoreContract(EntityStoreContract[Activity]):
    special = ("waiting_for",)

    def one(self, actor: Actor, count: int = 1, **changes: Any) -> Activity:
        return an_activity(count, **{"tenant_id": actor.tenant_id, **changes})

    def found(self, records: OpensStores, actor: Actor, **filters: Any) -> list[str]:
        with records.reading(actor) as work:
            return [activity.id for activity in work.activities.find(ActivityFilter(**filters))]

    def test_all_that_a_filter_names_must_hold(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        lead, other = a_lead().ref, a_lead(2).ref
        opportunity = EntityRef(kind=EntityKind.OPPORTUNITY, id=lead.id)
        open_task = {"completed_at": None, "completed_by": None, "activity_type": ActivityType.TASK}
        with records.writing(actor) as work:
            work.activities.add(self.one(actor, 1, related=lead, assigned_to="rep", due_date=NOW, **open_task))
            work.activities.add(
                self.one(actor, 2, related=other, assigned_to="rep", due_date=NOW + INSTANT, **open_task)
            )
            work.activities.add(self.one(actor, 3, related=opportunity, assigned_to="Rep", due_date=START))
        with records.writing(stranger) as work:
            work.activities.add(self.one(stranger, 4, related=lead, assigned_to="rep", due_date=NOW, **open_task))
        first, second, third = (self.one(actor, count).id for count in (1, 2, 3))

        for filters, expected in (
            ({}, [first, second, third]),
            ({"related": lead}, [first]),
            ({"related": opportunity}, [third]),
            ({"assigned_to": "rep"}, [first, second]),
            ({"overdue_at": NOW}, []),
            ({"overdue_at": NOW + INSTANT}, [first]),
            ({"overdue_at": NOW + THIRTY_DAYS}, [first, second]),
            ({"overdue_at": NOW + THIRTY_DAYS, "related": other}, [second]),
        ):
            expect(self.found(records, actor, **filters), expected, asked=f"find with {filters}")

    def test_a_task_waits_for_those_who_have_not_answered(self, records: OpensStores, actor: Actor) -> None:
        yes = Vote(user="ada", for_user="ada", vote=Ballot.YES, at=START)
        shared = {"activity_type": ActivityType.TASK, "assignees": ("ada", "b_b", "zoë"), "strategy": "unison"}
        with records.writing(actor) as work:
            work.activities.add(self.one(actor, 1, due_date=NOW, completed_at=None, **shared))
            work.activities.add(self.one(actor, 2, due_date=NOW, completed_at=None, answers=(yes,), **shared))
            work.activities.add(self.one(actor, 3, due_date=NOW, completed_at=NOW, **shared))
            work.activities.add(self.one(actor, 4, due_date=NOW, completed_at=None, assigned_to="b_b"))
        first, second = self.one(actor, 1).id, self.one(actor, 2).id

        for user, expected in (("ada", [first]), ("b_b", [first, second]), ("zoë", [first, second]), ("bxb", [])):
            expect(self.found(records, actor, waiting_for=user), expected, asked=f"find what waits for {user}")
        with records.reading(actor) as work:
            expect(work.activities.get(second).answers, (yes,), asked="the answers of the second")

    def test_nothing_around_an_entity_is_summed_up_as_nothing(self, records: OpensStores, actor: Actor) -> None:
        with records.reading(actor) as work:
            expect(work.activities.summary(a_lead().ref, NOW), ActivitySummary(), asked="summary of a quiet lead")

    def test_a_summary_counts_what_happened_with_that_entity_alone(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        lead, other = a_lead().ref, a_lead(2).ref
        kinds = [ActivityType.CALL, ActivityType.MEETING, ActivityType.DEMO, ActivityType.NOTE, ActivityType.EMAIL]
        with records.writing(actor) as work:
            for count, kind in enumerate(kinds, start=1):
                moment = START + timedelta(hours=count)
                work.activities.add(self.one(actor, count, activity_type=kind, completed_at=moment))
            work.activities.add(self.one(actor, 6, related=other, completed_at=NOW))
        with records.writing(stranger) as work:
            work.activities.add(self.one(stranger, 7, related=lead, completed_at=NOW))

        filters = ActivitySummary(total=5, interactions=4, recent=0, meetings=2, last_at=START + timedelta(hours=5))
        with records.reading(actor) as work:
            expect(work.activities.summary(lead, NOW), filters, asked="summary after five activities")

    def test_a_summary_tells_the_state_of_a_moment(self, records: OpensStores, actor: Actor) -> None:
        """Up to the moment itself; recent is what happened less than thirty days before it."""
        with records.writing(actor) as work:
            for count, moment in enumerate(
                (NOW - THIRTY_DAYS, NOW - THIRTY_DAYS + INSTANT, NOW, NOW + INSTANT), start=1
            ):
                work.activities.add(self.one(actor, count, completed_at=moment))

        filters = ActivitySummary(total=3, interactions=3, recent=2, meetings=0, last_at=NOW)
        with records.reading(actor) as work:
            expect(work.activities.summary(a_lead().ref, NOW), filters, asked="summary as of the third of four")

    def test_what_is_still_to_do_counts_from_when_it_was_written_down(self, records: OpensStores, actor: Actor) -> None:
        self.added(
            records,
            actor,
            activity_type=ActivityType.TASK,
            due_date=NOW + THIRTY_DAYS,
            completed_at=None,
            created_at=NOW - INSTANT,
        )

        with records.reading(actor) as work:
            summary = work.activities.summary(a_lead().ref, NOW)
        expect(summary, ActivitySummary(total=1), asked="summary of a task")

    def test_a_summary_counts_human_activities_by_the_rule(self, records: OpensStores, actor: Actor) -> None:
        """A completed call, e-mail, meeting or demo, neither automated nor internal, that took place."""
        kinds = [kind for kind in ActivityType if kind.is_interaction]
        facts = list(
            product(
                (*kinds, ActivityType.NOTE), ActivityDirection, (False, True), (None, *ActivityOutcome), (NOW, None)
            )
        )
        names = ("activity_type", "direction", "automated", "outcome", "completed_at")
        with records.writing(actor) as work:
            for count, fact in enumerate(facts, start=1):
                work.activities.add(self.one(actor, count, **dict(zip(names, fact, strict=True))))

        with records.reading(actor) as work:
            summary = work.activities.summary(a_lead().ref, NOW)
        expected = ActivitySummary(total=len(facts), interactions=32, recent=32, meetings=16, last_at=NOW)
        expect(summary, expected, asked="summary of one activity of each kind, direction and outcome")

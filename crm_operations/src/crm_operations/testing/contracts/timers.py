"""What a TimerStore promises, within one unit of work and across them."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from crm_core.actor import Actor, Role
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, expect, expect_refusal, tenant_named_after
from crm_operations.records import Records, Timer, TimerFilter, TimerLost, TimerNotFound, TimerState

HOUR = timedelta(hours=1)
LEAD = EntityRef(kind=EntityKind.LEAD, id="lead-1")
OTHER = EntityRef(kind=EntityKind.LEAD, id="lead-2")
SAME_ID = EntityRef(kind=EntityKind.OPPORTUNITY, id="lead-1")


class TimerStoreContract:
    """A subclass overrides ``records``. Every test has tenants of its own, so all can share one database."""

    @pytest.fixture
    def records(self) -> Records:
        """The records under test."""
        raise NotImplementedError("override the fixture `records` and return what opens your units of work")

    @pytest.fixture
    def actor(self, request: pytest.FixtureRequest) -> Actor:
        return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada", roles=frozenset(Role))

    @pytest.fixture
    def stranger(self, request: pytest.FixtureRequest) -> Actor:
        """Somebody of another tenant."""
        name = tenant_named_after(f"another {request.node.nodeid}")
        return Actor(tenant_id=name, user_id="eve", roles=frozenset(Role))

    def timers(self, records: Records, actor: Actor, subject: EntityRef = LEAD) -> Sequence[Timer]:
        with records.reading(actor) as work:
            return work.timers.of(subject)

    def shown(self, records: Records, actor: Actor, subject: EntityRef = LEAD) -> list[tuple[str, int, float, str]]:
        """Kind, rung, hours from the start, and state."""
        found = self.timers(records, actor, subject)
        return [(each.kind, each.rung, (each.trigger_at - START) / HOUR, each.state.value) for each in found]

    def test_what_is_set_waits_for_its_moment(self, records: Records, actor: Actor, stranger: Actor) -> None:
        with records.writing(actor) as work:
            work.timers.set("reminder", LEAD, START + 2 * HOUR, rung=1)
            work.timers.set("reminder", LEAD, START + HOUR)
            work.timers.set("expiry", LEAD, START + 3 * HOUR)
            work.timers.set("expiry", SAME_ID, START)

        expected = [("expiry", 0, 3, "pending"), ("reminder", 0, 1, "pending"), ("reminder", 1, 2, "pending")]
        expect(self.shown(records, actor), expected, asked="of, in the order of kinds and rungs")
        expect(self.shown(records, actor, SAME_ID), [("expiry", 0, 0, "pending")], asked="of another kind of entity")
        expect(self.shown(records, stranger), [], asked="of, by another tenant")
        [timer, *_] = self.timers(records, actor)
        expect((timer.tenant_id, timer.subject), (actor.tenant_id, LEAD), asked="whose it is, and what it is about")
        expect((timer.available_at, timer.attempts, timer.ended_at), (timer.trigger_at, 0, None), asked="a new one")

    def test_nothing_is_set_by_what_is_rolled_back(self, records: Records, actor: Actor) -> None:
        def break_off() -> None:
            with records.writing(actor) as work:
                work.timers.set("reminder", LEAD, START)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            break_off()

        expect(self.shown(records, actor), [], asked="of, after an error")

    def test_setting_it_again_moves_it(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            work.timers.set("reminder", LEAD, START)
            work.timers.set("reminder", LEAD, START + HOUR)
        with records.writing(actor) as work:
            work.timers.set("reminder", LEAD, START + 2 * HOUR)

        expect(self.shown(records, actor), [("reminder", 0, 2, "pending")], asked="of, after two moves")

    def test_a_cancelled_one_stays_and_can_be_set_again(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            work.timers.set("reminder", LEAD, START)
            work.timers.set("expiry", LEAD, START)
            work.timers.set("reminder", OTHER, START)
            work.timers.cancel(LEAD, "reminder")
        found = [("expiry", 0, 0, "pending"), ("reminder", 0, 0, "cancelled")]
        expect(self.shown(records, actor), found, asked="of, after cancel of one kind")
        with records.writing(actor) as work:
            work.timers.cancel(LEAD)
            work.timers.set("reminder", LEAD, START + HOUR)

        found = [("expiry", 0, 0, "cancelled"), ("reminder", 0, 1, "pending")]
        expect(self.shown(records, actor), found, asked="of, after cancel of all and set of one")
        expect(self.shown(records, actor, OTHER), [("reminder", 0, 0, "pending")], asked="of another entity")

    def test_what_has_fired_or_passed_is_over(self, records: Records, actor: Actor) -> None:
        for rung in (0, 1):
            with records.writing(actor) as work:
                work.timers.set("reminder", LEAD, START, rung)
        first, second = self.timers(records, actor)
        with records.writing(actor) as work:
            expect([each.id for each in work.timers.hold(second)], [first.id, second.id], asked="hold")
            work.timers.finish(second, TimerState.FIRED, START + HOUR)
            work.timers.finish(first, TimerState.PASSED, START + HOUR)
        with records.writing(actor) as work:
            work.timers.set("reminder", LEAD, START + 2 * HOUR, 0)
            work.timers.set("reminder", LEAD, START + 2 * HOUR, 1)
            work.timers.cancel(LEAD)

        found = [("reminder", 0, 0, "passed"), ("reminder", 1, 0, "fired")]
        expect(self.shown(records, actor), found, asked="of, after set and cancel of what is over")
        expect({each.ended_at for each in self.timers(records, actor)}, {START + HOUR}, asked="when they were")

    def test_what_changed_since_it_was_claimed_is_lost(self, records: Records, actor: Actor) -> None:
        with records.writing(actor) as work:
            work.timers.set("reminder", LEAD, START)
        [claimed] = self.timers(records, actor)
        with records.writing(actor) as work:
            work.timers.set("reminder", LEAD, START)

        with expect_refusal(TimerLost, asked="hold of one that was moved"), records.writing(actor) as work:
            work.timers.hold(claimed)
        [claimed] = self.timers(records, actor)
        with records.writing(actor) as work:
            work.timers.cancel(LEAD)
        with expect_refusal(TimerLost, asked="hold of one that was cancelled"), records.writing(actor) as work:
            work.timers.hold(claimed)

    def test_what_is_firing_can_move_itself_and_cancels_the_others(self, records: Records, actor: Actor) -> None:
        for rung in (0, 1):
            with records.writing(actor) as work:
                work.timers.set("reminder", LEAD, START, rung)
        first, _ = self.timers(records, actor)
        with records.writing(actor) as work:
            work.timers.hold(first)
            work.timers.cancel(LEAD)
            work.timers.set("reminder", LEAD, START + HOUR)
            work.timers.finish(first, TimerState.FIRED, START)
        found = [("reminder", 0, 1, "pending"), ("reminder", 1, 0, "cancelled")]
        expect(self.shown(records, actor), found, asked="of, after a firing that moved itself")
        first, _ = self.timers(records, actor)
        with records.writing(actor) as work:
            work.timers.hold(first)
            work.timers.cancel(LEAD)
            work.timers.finish(first, TimerState.FIRED, START + HOUR)

        found = [("reminder", 0, 1, "fired"), ("reminder", 1, 0, "cancelled")]
        expect(self.shown(records, actor), found, asked="of, after a firing that cancelled all")

    def test_only_a_failed_one_is_retried(self, records: Records, actor: Actor, stranger: Actor) -> None:
        for rung in (0, 1):
            with records.writing(actor) as work:
                work.timers.set("reminder", LEAD, START, rung)
        first, second = self.timers(records, actor)
        with records.writing(actor) as work:
            work.timers.hold(first)
            work.timers.finish(first, TimerState.FAILED, START)
        with records.writing(actor) as work:
            for each in (first, second):
                work.timers.retry(each, START + HOUR)

        with records.reading(actor) as work:
            found = [work.timers.get(each.id) for each in (first, second)]
        expect([each.state.value for each in found], ["pending", "pending"], asked="retry")
        moments = [START + HOUR, START]
        expect([each.available_at for each in found], moments, asked="when each may be claimed")
        with expect_refusal(TimerNotFound, asked="get by another tenant"), records.reading(stranger) as work:
            work.timers.get(first.id)

    def test_they_are_found_in_the_order_of_moments(self, records: Records, actor: Actor, stranger: Actor) -> None:
        with records.writing(actor) as work:
            for hours, rung in ((3, 0), (1, 1), (2, 2), (2, 3)):
                work.timers.set("reminder", LEAD, START + hours * HOUR, rung)
            work.timers.set("expiry", OTHER, START + 4 * HOUR)
        with records.writing(actor) as work:
            work.timers.cancel(OTHER)

        def found(**conditions: object) -> list[int]:
            with records.reading(actor) as work:
                return [each.rung for each in work.timers.find(TimerFilter.model_validate(conditions))]

        with records.reading(actor) as work:
            page = work.timers.find(TimerFilter(limit=2))
            rest = work.timers.find(TimerFilter(after_id=page.last_id))
        moments = [(each.trigger_at - START) / HOUR for each in (*page, *rest)]
        expect(moments, [1, 2, 2, 3, 4], asked="find, page by page")
        expect(found(kind="reminder", due_at=START + HOUR), [1], asked="find what is due")
        expect(found(state="cancelled"), [0], asked="find by state")
        expect(found(due_at=START + 9 * HOUR)[-1], 0, asked="find the last of what is due")
        expect(len(found(due_at=START + 9 * HOUR)), 4, asked="find what is due, without what is cancelled")
        expect(found(subject_kind="lead", subject_id=OTHER.id), [0], asked="find by subject")
        with records.reading(stranger) as work:
            expect(list(work.timers.find(TimerFilter())), [], asked="find by another tenant")

"""What a TimerStore and a TimerQueue promise: within one unit of work, across them, and between workers."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from crm_core.actor import Actor, Role
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, expect, expect_refusal, tenant_named_after
from crm_operations.records import Records, Timer, TimerFilter, TimerLost, TimerNotFound, TimerState
from crm_operations.timers import ATTEMPT_LOST, TimerQueue

HOUR = timedelta(hours=1)
LAST = START + timedelta(days=36_500)
"""When all there is would be due."""
LEAD = EntityRef(kind=EntityKind.LEAD, id="lead-1")
OTHER = EntityRef(kind=EntityKind.LEAD, id="lead-2")
SAME_ID = EntityRef(kind=EntityKind.OPPORTUNITY, id="lead-1")


class TimerSuite:
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


class TimerStoreContract(TimerSuite):
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
            expect(work.timers.finish(first, TimerState.FIRED, START), False, asked="finish of one that moved")
        found = [("reminder", 0, 1, "pending"), ("reminder", 1, 0, "cancelled")]
        expect(self.shown(records, actor), found, asked="of, after a firing that moved itself")
        first, _ = self.timers(records, actor)
        with records.writing(actor) as work:
            work.timers.hold(first)
            work.timers.cancel(LEAD)
            work.timers.finish(first, TimerState.FIRED, START + HOUR)

        found = [("reminder", 0, 1, "fired"), ("reminder", 1, 0, "cancelled")]
        expect(self.shown(records, actor), found, asked="of, after a firing that cancelled all")

    def test_a_failed_or_cancelled_one_is_retried(self, records: Records, actor: Actor, stranger: Actor) -> None:
        for rung in range(4):
            with records.writing(actor) as work:
                work.timers.set("reminder", LEAD, START, rung)
        timers = self.timers(records, actor)
        for timer, state in zip(timers, (TimerState.FAILED, TimerState.CANCELLED, TimerState.FIRED), strict=False):
            with records.writing(actor) as work:
                work.timers.hold(timer)
                expect(work.timers.finish(timer, state, START), True, asked="finish")
        with records.writing(actor) as work:
            for each in timers:
                work.timers.retry(each, START + HOUR)
        first = timers[0]

        with records.reading(actor) as work:
            found = [work.timers.get(each.id) for each in timers]
        expect([each.state.value for each in found], ["pending", "pending", "fired", "pending"], asked="retry")
        moments = [START + HOUR, START + HOUR, START, START]
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
                return [each.rung for each in work.timers.find(TimerFilter.model_validate(conditions), START + HOUR)]

        with records.reading(actor) as work:
            page = work.timers.find(TimerFilter(limit=2), START)
            rest = work.timers.find(TimerFilter(after_id=page.last_id), START)
        moments = [(each.trigger_at - START) / HOUR for each in (*page, *rest)]
        expect(moments, [1, 2, 2, 3, 4], asked="find, page by page")
        expect(found(kind="reminder", due=True), [1], asked="find what is due")
        expect(found(state="cancelled"), [0], asked="find by state")
        expect(found(failed=True), [], asked="find what failed")
        expect(found(subject_kind="lead", subject_id=OTHER.id), [0], asked="find by subject")
        with records.reading(stranger) as work:
            expect(list(work.timers.find(TimerFilter(), START)), [], asked="find by another tenant")


class TimerQueueContract(TimerSuite):
    """A subclass overrides ``records`` and ``queue``, which claims from them."""

    @pytest.fixture
    def queue(self, records: Records) -> TimerQueue:
        """The queue under test."""
        raise NotImplementedError("override the fixture `queue` and return yours")

    @pytest.fixture(autouse=True)
    def nobody_elses(self, queue: TimerQueue) -> None:
        """What other tests left in the database is out of the way."""
        while queue.claim(LAST, LAST + HOUR, 1_000):
            pass
        queue.forget(LAST + 2 * HOUR)

    def set(self, records: Records, actor: Actor, *hours: float, subject: EntityRef = LEAD) -> None:
        """A timer each so many hours after the start, the first as rung 0."""
        with records.writing(actor) as work:
            for rung, each in enumerate(hours):
                work.timers.set("reminder", subject, START + each * HOUR, rung)

    def test_what_is_due_is_claimed_once(self, records: Records, queue: TimerQueue, actor: Actor) -> None:
        self.set(records, actor, 2, 0, 1)

        claimed = queue.claim(START + HOUR, START + 2 * HOUR, 10)
        expect([each.rung for each in claimed], [1, 2], asked="claim, the oldest first")
        expect({each.attempts for each in claimed}, {1}, asked="the attempts of what was claimed")
        again = queue.claim(START + HOUR, START + 2 * HOUR, 10)
        expect([each.rung for each in again], [], asked="claim, before the lease ends")
        later = queue.claim(START + 2 * HOUR, START + 3 * HOUR, 10)
        expect(sorted(each.rung for each in later), [0, 1, 2], asked="claim, once the lease has ended")
        tries = {each.rung: (each.attempts, each.last_error) for each in later}
        expected = {0: (1, None), 1: (2, ATTEMPT_LOST), 2: (2, ATTEMPT_LOST)}
        expect(tries, expected, asked="the attempts after that, and why")

    def test_a_worker_that_lost_its_claim_writes_nothing(
        self, records: Records, queue: TimerQueue, actor: Actor
    ) -> None:
        self.set(records, actor, 0)
        [lost] = queue.claim(START, START + HOUR, 10)
        [held] = queue.claim(START + HOUR, START + 2 * HOUR, 10)

        with expect_refusal(TimerLost, asked="hold of a claim that ended"), records.writing(actor) as work:
            work.timers.hold(lost)
        queue.fail(lost, "too late", None, START + HOUR)
        queue.release([lost], START + HOUR)
        [timer] = self.timers(records, actor)
        expect((timer.state, timer.token), (TimerState.PENDING, held.token), asked="after fail and release")
        expect(timer.available_at, START + 2 * HOUR, asked="the lease that lasts")
        with records.writing(actor) as work:
            work.timers.hold(held)
            work.timers.finish(held, TimerState.FIRED, START + HOUR)
        expect(self.shown(records, actor), [("reminder", 0, 0, "fired")], asked="after the one that holds it fired")
        expect(list(queue.claim(LAST, LAST, 10)), [], asked="claim of what has fired")

    def test_what_was_not_tried_is_due_again_at_once(self, records: Records, queue: TimerQueue, actor: Actor) -> None:
        self.set(records, actor, 0)
        queue.release(queue.claim(START, START + HOUR, 10), START)

        [claimed] = queue.claim(START, START + HOUR, 10)
        expect((claimed.attempts, claimed.last_error), (1, None), asked="claim after release")

    def test_a_failure_waits_for_its_next_try_and_is_given_up_in_the_end(
        self, records: Records, queue: TimerQueue, actor: Actor
    ) -> None:
        self.set(records, actor, 0)
        [claimed] = queue.claim(START, START + HOUR, 10)
        queue.fail(claimed, "nobody answers", START + 3 * HOUR, START)

        expect(list(queue.claim(START + 2 * HOUR, LAST, 10)), [], asked="claim before the next try")
        [claimed] = queue.claim(START + 3 * HOUR, LAST, 10)
        expect((claimed.attempts, claimed.last_error), (2, "nobody answers"), asked="claim for the next try")
        queue.fail(claimed, "nobody ever answers", None, START + 3 * HOUR)
        [timer] = self.timers(records, actor)
        expect((timer.state, timer.ended_at), (TimerState.FAILED, START + 3 * HOUR), asked="after the last attempt")
        expect(timer.last_error, "nobody ever answers", asked="its last error")
        expect(list(queue.claim(LAST, LAST, 10)), [], asked="claim of what was given up")

    def test_a_clock_set_back_fires_nothing_before_its_moment(
        self, records: Records, queue: TimerQueue, actor: Actor
    ) -> None:
        self.set(records, actor, 2)
        queue.release(queue.claim(START + 2 * HOUR, START + 3 * HOUR, 10), START)

        expect(list(queue.claim(START + HOUR, START + 3 * HOUR, 10)), [], asked="claim with the clock set back")

    def test_no_tenant_fills_a_page_while_others_wait(
        self, records: Records, queue: TimerQueue, actor: Actor, stranger: Actor
    ) -> None:
        self.set(records, actor, *[0.0] * 20)
        self.set(records, stranger, 0.5)

        claimed = queue.claim(START + HOUR, START + 2 * HOUR, 6)
        expect(len(claimed), 6, asked="claim of six")
        expect(sum(each.tenant_id == stranger.tenant_id for each in claimed), 1, asked="the other tenant's share")

    def test_only_what_is_over_is_forgotten(self, records: Records, queue: TimerQueue, actor: Actor) -> None:
        self.set(records, actor, 0, 0, 0, 9)
        for rung, state in ((0, TimerState.FIRED), (1, TimerState.FAILED), (2, TimerState.CANCELLED)):
            timer = self.timers(records, actor)[rung]
            with records.writing(actor) as work:
                work.timers.hold(timer)
                work.timers.finish(timer, state, START + HOUR)
        expect(queue.forget(START + HOUR), 0, asked="forget what ended before it did")
        expect(queue.forget(START + 2 * HOUR), 2, asked="forget")
        expect([each[3] for each in self.shown(records, actor)], ["failed", "pending"], asked="what is left")

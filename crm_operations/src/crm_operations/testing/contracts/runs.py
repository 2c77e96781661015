"""What a RunLog promises."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from crm_core.actor import Actor
from crm_core.testing import START, answers, at_once, expect, refusals
from crm_operations.process import Claim, FinishedRun, RunLog
from crm_operations.testing.contracts.suite import PartnerContract

UNTIL = START + timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
PROCESS = "lead-conversion:acme:🦊"
WORKFLOW = "lead-conversion"


class RunLogContract(PartnerContract):
    """A subclass overrides ``runs``."""

    watched: ClassVar[Mapping[str, type[Any]]] = {"runs": RunLog}

    @pytest.fixture
    def runs(self) -> RunLog:
        """The run log under test."""
        raise NotImplementedError("override the fixture `runs` and return your RunLog")

    @pytest.fixture
    def actor(self, tenant: str) -> Actor:
        return Actor(tenant_id=tenant, user_id="ada")

    def test_the_first_to_ask_may_run(self, runs: RunLog, actor: Actor) -> None:
        claim = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)

        expect(claim, Claim(granted=True, request_hash="hash"), asked="the first claim")

    def test_nobody_else_may_while_it_runs_and_all_learn_what_was_asked(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)

        for other in ("hash", "other"):
            claim = runs.claim(actor, PROCESS, other, workflow=WORKFLOW, at=UNTIL, until=UNTIL + timedelta(minutes=1))
            expect(claim, Claim(granted=False, request_hash="hash"), asked=f"a claim for {other!r} meanwhile")

    def test_of_ten_at_once_one_may_run(self, runs: RunLog, actor: Actor) -> None:
        outcomes = at_once([lambda: runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)] * 10)

        expect(refusals(outcomes), [], asked="errors of ten claims at once")
        expect(sum(claim.granted for claim in answers(outcomes)), 1, asked="how many of ten were granted")

    def test_the_final_answer_is_told_to_everybody(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        runs.finish(actor, PROCESS, '{"name": "Zoë 🦊"}', at=START)

        long_after = UNTIL + timedelta(days=1)
        claim = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=long_after, until=long_after)
        expected = Claim(granted=False, request_hash="hash", answer='{"name": "Zoë 🦊"}')
        expect(claim, expected, asked="a claim after finish, long after the lease")

    def test_an_answer_may_be_looked_up_without_a_claim(self, runs: RunLog, actor: Actor, other_tenant: str) -> None:
        expect(runs.answer(actor, PROCESS), None, asked="the answer of a process nobody began")
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        expect(runs.answer(actor, PROCESS), None, asked="the answer of a process under way")
        runs.finish(actor, PROCESS, "{}", at=START)

        expect(runs.answer(actor, PROCESS), "{}", asked="the answer of a finished process")
        stranger = Actor(tenant_id=other_tenant, user_id="eve")
        expect(runs.answer(stranger, PROCESS), None, asked="the same by another tenant")

    def test_the_first_final_answer_stands(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        later = UNTIL + INSTANT
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=later, until=later + timedelta(minutes=1))
        runs.finish(actor, PROCESS, '{"by": "the one who took over"}', at=later)
        runs.finish(actor, PROCESS, '{"by": "the one who came home late"}', at=later)

        claim = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=later, until=later)
        expect(claim.answer, '{"by": "the one who took over"}', asked="a claim after two runs finished")

    def test_a_run_that_was_released_may_be_begun_again(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        runs.release(actor, PROCESS, until=UNTIL)

        claim = runs.claim(actor, PROCESS, "other", workflow=WORKFLOW, at=START, until=UNTIL)
        expect(claim, Claim(granted=True, request_hash="other"), asked="a claim after release, for something else")

    def test_releasing_a_finished_run_changes_nothing(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        runs.finish(actor, PROCESS, "{}", at=START)
        runs.release(actor, PROCESS, until=UNTIL)

        claim = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        expect(claim, Claim(granted=False, request_hash="hash", answer="{}"), asked="a claim after finish and release")

    def test_a_run_nobody_hears_of_is_taken_over_after_its_lease(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)

        at_the_end = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=UNTIL, until=UNTIL)
        expect(at_the_end.granted, False, asked="a claim at the very end of the lease")
        later = UNTIL + INSTANT
        takeover = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=later, until=later + timedelta(minutes=1))
        expect(takeover.granted, True, asked="a claim right after the lease")
        next_one = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=later, until=later)
        expect(next_one.granted, False, asked="a claim after it was taken over")

    def test_who_comes_home_late_does_not_release_the_claim_of_whoever_took_over(
        self, runs: RunLog, actor: Actor
    ) -> None:
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        later = UNTIL + INSTANT
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=later, until=later + timedelta(minutes=1))
        runs.release(actor, PROCESS, until=UNTIL)

        claim = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=later, until=later + timedelta(minutes=1))
        expect(claim.granted, False, asked="a claim after the late one released what was its own")

    def test_of_ten_who_take_over_at_once_one_may(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        later = UNTIL + INSTANT

        outcomes = at_once(
            [
                lambda: runs.claim(
                    actor, PROCESS, "hash", workflow=WORKFLOW, at=later, until=later + timedelta(minutes=1)
                )
            ]
            * 10
        )

        expect(refusals(outcomes), [], asked="errors of ten takeovers at once")
        expect(sum(claim.granted for claim in answers(outcomes)), 1, asked="how many of ten were granted")

    def test_what_is_durable_is_left_to_the_engine_and_may_be_run_by_it(self, runs: RunLog, actor: Actor) -> None:
        noted = runs.make_durable(actor, PROCESS, "hash", workflow=WORKFLOW, at=START)
        expect(noted, Claim(granted=False, request_hash="hash", is_durable=True), asked="make_durable")

        again = runs.make_durable(actor, PROCESS, "other", workflow=WORKFLOW, at=START)
        expect(again, noted, asked="make_durable of one that is, for something else")
        caller = runs.claim(actor, PROCESS, "other", workflow=WORKFLOW, at=START, until=UNTIL, durable=False)
        expect(caller, noted, asked="a claim for a call")
        engine = runs.claim(actor, PROCESS, "other", workflow=WORKFLOW, at=START, until=UNTIL)
        expect(engine, Claim(granted=True, request_hash="other", is_durable=True), asked="a claim at the same moment")

    def test_what_the_engine_claims_is_durable_whoever_claimed_it_before(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, "a:taken over", "hash", workflow=WORKFLOW, at=START, until=START)
        later = START + INSTANT
        for name in ("a:new", "a:taken over"):
            claim = runs.claim(actor, name, "hash", workflow=WORKFLOW, at=later, until=UNTIL, durable=True)
            expect(claim, Claim(granted=True, request_hash="hash", is_durable=True), asked=f"a claim of {name}")
            runs.finish(actor, name, "{}", at=later)
            again = runs.claim(actor, name, "hash", workflow=WORKFLOW, at=later, until=UNTIL, durable=False)
            expect(again.is_durable, True, asked=f"a claim of {name} for a call, after it is finished")
        expect(runs.finished_runs(actor), [], asked="the runs that are not the engine's")

    def test_what_is_claimed_becomes_durable_and_is_held_all_the_same(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)

        runs.make_durable(actor, PROCESS, "hash", workflow=WORKFLOW, at=START)

        claim = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=UNTIL, until=UNTIL)
        expect(claim, Claim(granted=False, request_hash="hash", is_durable=True), asked="a claim during the lease")

    def test_what_is_durable_stays_so_when_it_is_released(self, runs: RunLog, actor: Actor) -> None:
        runs.make_durable(actor, PROCESS, "hash", workflow=WORKFLOW, at=START)
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        runs.release(actor, PROCESS, until=UNTIL)

        caller = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL, durable=False)
        expect(caller, Claim(granted=False, request_hash="hash", is_durable=True), asked="a claim for a call")
        engine = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        expect(engine.granted, True, asked="a claim after release")

    def test_the_final_answer_is_told_whether_it_is_durable_or_not(self, runs: RunLog, actor: Actor) -> None:
        runs.make_durable(actor, "a:durable", "hash", workflow=WORKFLOW, at=START)
        for name in ("a:durable", "a:synchronous"):
            runs.claim(actor, name, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
            runs.finish(actor, name, "{}", at=START)
            for claim in (
                runs.claim(actor, name, "hash", workflow=WORKFLOW, at=START, until=UNTIL, durable=False),
                runs.make_durable(actor, name, "other", workflow=WORKFLOW, at=START),
            ):
                expected = Claim(granted=False, request_hash="hash", answer="{}", is_durable=name == "a:durable")
                expect(claim, expected, asked=f"about {name} once it is finished")

    def test_of_ten_who_make_it_durable_while_ten_claim_it_all_agree_on_what_it_is(
        self, runs: RunLog, actor: Actor
    ) -> None:
        def claim() -> Claim:
            return runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL, durable=False)

        def make_durable() -> Claim:
            return runs.make_durable(actor, PROCESS, "hash", workflow=WORKFLOW, at=START)

        outcomes = at_once([claim, make_durable] * 10)

        expect(refusals(outcomes), [], asked="errors of twenty at once")
        expect(sum(claim.granted for claim in answers(outcomes)) <= 1, True, asked="whether at most one was granted")
        expect(claim().is_durable, True, asked="whether it is durable in the end")

    def test_finished_runs_are_told_the_latest_first(self, runs: RunLog, actor: Actor, other_tenant: str) -> None:
        stranger = Actor(tenant_id=other_tenant, user_id="eve")
        names = ("won:x:1", "won:x:12", "won:x:1:2", "lost:x:1")
        for hour, name in enumerate(names):
            at = START + timedelta(hours=hour)
            for one in (actor, stranger):
                runs.claim(one, name, "hash", workflow=name.partition(":")[0], at=at, until=at + INSTANT)
                runs.finish(one, name, f'"{one.user_id}"', at=at + INSTANT)
        runs.claim(actor, "won:x:under way", "hash", workflow="won", at=START, until=UNTIL)
        runs.make_durable(actor, "won:x:durable", "hash", workflow="won", at=START)
        runs.claim(actor, "won:x:durable", "hash", workflow="won", at=START, until=UNTIL)
        runs.finish(actor, "won:x:durable", "{}", at=START)

        (latest,) = runs.finished_runs(actor, limit=1)
        expected = FinishedRun(
            process_id="lost:x:1",
            workflow="lost",
            user_id="ada",
            claimed_at=START + timedelta(hours=3),
            finished_at=START + timedelta(hours=3) + INSTANT,
            answer='"ada"',
        )
        expect(latest, expected, asked="the latest")
        for asked, found in (
            ({}, ["lost:x:1", "won:x:1:2", "won:x:12", "won:x:1"]),
            ({"workflow": "won"}, ["won:x:1:2", "won:x:12", "won:x:1"]),
            ({"process_ids": ["won:x:12", "won:x:durable", "unknown"]}, ["won:x:12"]),
            ({"process_ids": []}, []),
            ({"about": ["won:x:1", "lost:x:1"]}, ["lost:x:1", "won:x:1:2", "won:x:1"]),
        ):
            listed = [run.process_id for run in runs.finished_runs(actor, **asked)]
            expect(listed, found, asked=f"finished_runs({asked})")

    def test_processes_whose_names_differ_in_case_or_a_blank_are_different(self, runs: RunLog, actor: Actor) -> None:
        for name in (PROCESS, PROCESS.upper(), f"{PROCESS} "):
            claim = runs.claim(actor, name, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
            expect(claim.granted, True, asked=f"a claim of {name!r}")

    @pytest.mark.requirement("PLAN-029")
    def test_each_tenant_has_processes_of_its_own(self, runs: RunLog, actor: Actor, other_tenant: str) -> None:
        stranger = Actor(tenant_id=other_tenant, user_id="eve")
        runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        runs.finish(actor, PROCESS, "{}", at=START)

        claim = runs.claim(stranger, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        expect(claim, Claim(granted=True, request_hash="hash"), asked="a claim by another tenant")
        ours = runs.claim(actor, PROCESS, "hash", workflow=WORKFLOW, at=START, until=UNTIL)
        expect(ours.answer, "{}", asked="a claim by its own tenant, after the other claimed its own")

"""What a RunLog promises."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from crm_core.actor import Actor
from crm_core.testing import START, answers, at_once, expect, refusals
from crm_operations.process import Claim, RunLog
from crm_operations.testing.contracts.suite import PartnerContract

UNTIL = START + timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
PROCESS = "lead-conversion:acme:🦊"


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
        claim = runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)

        expect(claim, Claim(granted=True, request_hash="hash"), asked="the first claim")

    def test_nobody_else_may_while_it_runs_and_all_learn_what_was_asked(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)

        for other in ("hash", "other"):
            claim = runs.claim(actor, PROCESS, other, at=UNTIL, until=UNTIL + timedelta(minutes=1))
            expect(claim, Claim(granted=False, request_hash="hash"), asked=f"a claim for {other!r} meanwhile")

    def test_of_ten_at_once_one_may_run(self, runs: RunLog, actor: Actor) -> None:
        outcomes = at_once([lambda: runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)] * 10)

        expect(refusals(outcomes), [], asked="errors of ten claims at once")
        expect(sum(claim.granted for claim in answers(outcomes)), 1, asked="how many of ten were granted")

    def test_the_final_answer_is_told_to_everybody(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        runs.finish(actor, PROCESS, '{"name": "Zoë 🦊"}', at=START)

        long_after = UNTIL + timedelta(days=1)
        claim = runs.claim(actor, PROCESS, "hash", at=long_after, until=long_after)
        expected = Claim(granted=False, request_hash="hash", answer='{"name": "Zoë 🦊"}')
        expect(claim, expected, asked="a claim after finish, long after the lease")

    def test_an_answer_may_be_looked_up_without_a_claim(self, runs: RunLog, actor: Actor, other_tenant: str) -> None:
        expect(runs.answer(actor, PROCESS), None, asked="the answer of a process nobody began")
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        expect(runs.answer(actor, PROCESS), None, asked="the answer of a process under way")
        runs.finish(actor, PROCESS, "{}", at=START)

        expect(runs.answer(actor, PROCESS), "{}", asked="the answer of a finished process")
        stranger = Actor(tenant_id=other_tenant, user_id="eve")
        expect(runs.answer(stranger, PROCESS), None, asked="the same by another tenant")

    def test_the_first_final_answer_stands(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        later = UNTIL + INSTANT
        runs.claim(actor, PROCESS, "hash", at=later, until=later + timedelta(minutes=1))
        runs.finish(actor, PROCESS, '{"by": "the one who took over"}', at=later)
        runs.finish(actor, PROCESS, '{"by": "the one who came home late"}', at=later)

        claim = runs.claim(actor, PROCESS, "hash", at=later, until=later)
        expect(claim.answer, '{"by": "the one who took over"}', asked="a claim after two runs finished")

    def test_a_run_that_was_released_may_be_begun_again(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        runs.release(actor, PROCESS, until=UNTIL)

        claim = runs.claim(actor, PROCESS, "other", at=START, until=UNTIL)
        expect(claim, Claim(granted=True, request_hash="other"), asked="a claim after release, for something else")

    def test_releasing_a_finished_run_changes_nothing(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        runs.finish(actor, PROCESS, "{}", at=START)
        runs.release(actor, PROCESS, until=UNTIL)

        claim = runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        expect(claim, Claim(granted=False, request_hash="hash", answer="{}"), asked="a claim after finish and release")

    def test_a_run_nobody_hears_of_is_taken_over_after_its_lease(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)

        at_the_end = runs.claim(actor, PROCESS, "hash", at=UNTIL, until=UNTIL)
        expect(at_the_end.granted, False, asked="a claim at the very end of the lease")
        later = UNTIL + INSTANT
        takeover = runs.claim(actor, PROCESS, "hash", at=later, until=later + timedelta(minutes=1))
        expect(takeover.granted, True, asked="a claim right after the lease")
        next_one = runs.claim(actor, PROCESS, "hash", at=later, until=later)
        expect(next_one.granted, False, asked="a claim after it was taken over")

    def test_who_comes_home_late_does_not_release_the_claim_of_whoever_took_over(
        self, runs: RunLog, actor: Actor
    ) -> None:
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        later = UNTIL + INSTANT
        runs.claim(actor, PROCESS, "hash", at=later, until=later + timedelta(minutes=1))
        runs.release(actor, PROCESS, until=UNTIL)

        claim = runs.claim(actor, PROCESS, "hash", at=later, until=later + timedelta(minutes=1))
        expect(claim.granted, False, asked="a claim after the late one released what was its own")

    def test_of_ten_who_take_over_at_once_one_may(self, runs: RunLog, actor: Actor) -> None:
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        later = UNTIL + INSTANT

        outcomes = at_once(
            [lambda: runs.claim(actor, PROCESS, "hash", at=later, until=later + timedelta(minutes=1))] * 10
        )

        expect(refusals(outcomes), [], asked="errors of ten takeovers at once")
        expect(sum(claim.granted for claim in answers(outcomes)), 1, asked="how many of ten were granted")

    def test_processes_whose_names_differ_in_case_or_a_blank_are_different(self, runs: RunLog, actor: Actor) -> None:
        for name in (PROCESS, PROCESS.upper(), f"{PROCESS} "):
            claim = runs.claim(actor, name, "hash", at=START, until=UNTIL)
            expect(claim.granted, True, asked=f"a claim of {name!r}")

    @pytest.mark.requirement("PLAN-029")
    def test_each_tenant_has_processes_of_its_own(self, runs: RunLog, actor: Actor, other_tenant: str) -> None:
        stranger = Actor(tenant_id=other_tenant, user_id="eve")
        runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        runs.finish(actor, PROCESS, "{}", at=START)

        claim = runs.claim(stranger, PROCESS, "hash", at=START, until=UNTIL)
        expect(claim, Claim(granted=True, request_hash="hash"), asked="a claim by another tenant")
        ours = runs.claim(actor, PROCESS, "hash", at=START, until=UNTIL)
        expect(ours.answer, "{}", asked="a claim by its own tenant, after the other claimed its own")

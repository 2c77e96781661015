"""Who falls behind is coached: a case with evidence, steps that are agreed, and the pace 60 days later."""

from datetime import date, timedelta

import pytest
from selling import MANAGER, QUARTER, Selling

from crm_core.actor import Actor, NotPermitted
from crm_core.coaching import AgreeSteps, CoachingCase, CoachingCaseFilter, CoachingStatus
from crm_core.pipelines import Outcome
from crm_core.testing import TENANT
from crm_operations.audit import AuditCoordinator
from crm_operations.records import Rules, Timer
from crm_operations.sales_performance import (
    UNDERPERFORMANCE,
    CoachingCoordinator,
    CoachingTimer,
    PeriodQuery,
)
from crm_operations.timers import timer_actor

PERIOD = PeriodQuery(period=QUARTER)
DAY = timedelta(days=1)


@pytest.fixture
def selling() -> Selling:
    """Ada attained a tenth of her quota at half-time, with five deals closed; bob keeps pace."""
    selling = Selling()
    selling.quota(1_000_000)
    selling.quota(1_000_000, "bob")
    selling.credit(1, 100_000)
    selling.credit(2, 900_000, {"bob": 10_000})
    for count in range(1, 11):
        outcome = Outcome.WON if count % 5 == 1 else Outcome.LOST
        selling.deal(count, "ada" if count <= 5 else "bob", outcome=outcome)
    return selling


@pytest.fixture
def coaching(selling: Selling) -> CoachingCoordinator:
    return CoachingCoordinator(
        selling.world.records, selling.world.settings_for, selling.world.clock, selling.world.new_id
    )


def opened(selling: Selling) -> list[str]:
    return [case.user_id for case in selling.performance.trigger_coaching(MANAGER, PERIOD)]


def due(selling: Selling) -> list[Timer]:
    with selling.world.records.reading(MANAGER) as work:
        return [timer for case in all_cases(selling) for timer in work.timers.of(case.ref)]


def all_cases(selling: Selling) -> list[CoachingCase]:
    with selling.world.records.reading(MANAGER) as work:
        return list(work.coaching_cases.find(CoachingCaseFilter()))


def fire(selling: Selling) -> None:
    handler = CoachingTimer(selling.world.people, selling.world.settings_for, selling.world.clock)
    actor = timer_actor(TENANT)
    for timer in due(selling):
        firing = handler.prepare(actor, timer)
        with selling.world.records.writing(actor) as work:
            firing(work)


@pytest.mark.requirement("SPM-CRMOP-0124")
def test_who_is_behind_with_enough_of_a_sample_is_an_underperformer(selling: Selling) -> None:
    first, *others = selling.performance.identify_underperformers(MANAGER, PERIOD)

    assert (first.user, first.verdict.underperforms, first.facts.pace_basis_points) == ("ada", True, 2_000)
    assert [each.user for each in others if each.verdict.underperforms] == []
    assert {each.user for each in others} == {"bob", "cy"}


def test_who_is_new_is_not_judged_by_their_pace(selling: Selling) -> None:
    selling.world.people.known(TENANT, "ada", joined_on=date(2026, 2, 12), manager_id="mary")

    assert opened(selling) == []
    [ada] = [each for each in selling.performance.identify_underperformers(MANAGER, PERIOD) if each.user == "ada"]
    assert ada.facts.working_days == 2, "Thursday and Friday"
    assert (ada.facts.pace_basis_points or 0) < 7_000


def test_who_left_is_not_coached(selling: Selling) -> None:
    selling.world.people.known(TENANT, "ada", left_on=date(2026, 2, 13), manager_id="mary")

    assert opened(selling) == []


@pytest.mark.requirement("SPM-CRMOP-0125")
def test_a_case_has_evidence_and_the_manager_is_told(selling: Selling) -> None:
    assert opened(selling) == ["ada"]

    [case] = all_cases(selling)
    evidence = case.evidence
    assert (evidence.quota_minor, evidence.attained_minor, evidence.pace_basis_points) == (1_000_000, 100_000, 2_000)
    assert (evidence.closed_deals, evidence.win_rate_basis_points, case.coach_id) == (5, 2_000, "mary")
    [notice] = [message for message in selling.world.records.outbox if message.topic == "notice"]
    assert "mary" in str(notice.to_dict())
    assert [timer.trigger_at for timer in due(selling)] == [case.measure_at]
    assert case.measure_at - case.created_at == 60 * DAY


def test_a_person_is_coached_anew_after_thirty_days_at_the_earliest(selling: Selling) -> None:
    assert opened(selling) == ["ada"]
    assert opened(selling) == []
    selling.world.clock.advance(29 * DAY)
    assert opened(selling) == []
    selling.world.clock.advance(DAY)

    assert opened(selling) == ["ada"]
    assert [case.number for case in all_cases(selling)] == [1, 2]


def test_the_decision_is_explained_and_judged_again(selling: Selling) -> None:
    opened(selling)
    [case] = all_cases(selling)
    audit = AuditCoordinator(selling.world.records, Rules(UNDERPERFORMANCE))
    lead = MANAGER

    [decision] = audit.explain(lead, case.ref)
    [replay] = audit.replay(lead, case.ref)

    assert decision.reasons[0] == "pace 20.00 %, the bound is 70.00 %"
    assert (replay.differences, replay.problem) == ((), None)


def test_steps_are_agreed_and_the_case_is_closed(selling: Selling, coaching: CoachingCoordinator) -> None:
    opened(selling)
    [case] = all_cases(selling)

    agreed = coaching.agree(MANAGER, case.id, AgreeSteps(steps=("Call ten a day",)))
    closed = coaching.close(MANAGER, case.id, "done")

    assert (agreed.status, closed.status) == (CoachingStatus.AGREED, CoachingStatus.CLOSED)
    assert coaching.list(MANAGER, CoachingCaseFilter(status=CoachingStatus.CLOSED)) == [closed]
    assert coaching.get(MANAGER, case.id).note == "done"
    assert any("ada" in str(m.to_dict()) and "agreed" in str(m.to_dict()) for m in selling.world.records.outbox)


def test_sixty_days_later_the_pace_is_noted(selling: Selling, coaching: CoachingCoordinator) -> None:
    opened(selling)
    selling.quota(1_000_000, period="2026-Q2")
    selling.world.clock.advance(60 * DAY)
    selling.credit(9, 200_000, day=selling.world.clock.now().date())

    fire(selling)
    fire(selling)

    [case] = coaching.list(MANAGER, CoachingCaseFilter())
    period = selling.world.settings.fiscal.period("2026-Q2")
    gone = period.days_gone(selling.world.clock.now().date())
    assert case.outcome_pace_basis_points == round(2_000 * period.days / gone)
    assert case.measured_at is not None
    assert coaching.list(MANAGER, CoachingCaseFilter(only_unmeasured=True)) == []


def test_only_leaders_see_who_is_coached(selling: Selling, coaching: CoachingCoordinator) -> None:
    rep = Actor(tenant_id=TENANT, user_id="ada")

    with pytest.raises(NotPermitted):
        coaching.list(rep, CoachingCaseFilter())
    with pytest.raises(NotPermitted):
        selling.performance.identify_underperformers(rep, PERIOD)
    with pytest.raises(NotPermitted):
        selling.performance.trigger_coaching(rep, PERIOD)

"""Coaching cases: opened on evidence, agreed, closed, and measured some time later (SPM-CRMOP-0125)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.coaching import AgreeSteps, CoachingCase, CoachingCaseFilter
from crm_core.identity import NewId
from crm_core.stores import Listed
from crm_core.vocabulary import FreeText, Id
from crm_operations.attainment import Attainments
from crm_operations.operation import acts, reads
from crm_operations.providers import Message, Notice, Person
from crm_operations.records import EntityRecords, Records, Timer, UnitOfWork
from crm_operations.sales_performance.underperformance import UNDERPERFORMANCE, Judged
from crm_operations.settings import OperationsSettings, SettingsFor
from crm_operations.timers import PeopleTimerHandler

MEASURE = "coaching_measure"
"""The kind of timer that looks at the pace afterwards."""

ClosingNote = Annotated[FreeText, Field(description="What came of it.")]


class CoachingCoordinator:
    """What is agreed with people who fell behind their quota.

    Each method raises NotPermitted; those that name a case raise CoachingCaseNotFound.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._cases = EntityRecords(records, settings_for, clock, new_id, lambda work: work.coaching_cases)

    @reads(Permission.COACH)
    def get(self, actor: Actor, coaching_case_id: Id) -> CoachingCase:
        """Show one, with its evidence, the steps agreed and what came of it."""
        return self._cases.get(actor, coaching_case_id)

    @reads(Permission.COACH)
    def list(self, actor: Actor, filters: CoachingCaseFilter) -> Listed[CoachingCase]:
        """List coaching cases in the order they were opened."""
        return self._cases.find(actor, filters)

    @acts(Permission.COACH)
    def agree(self, actor: Actor, coaching_case_id: Id, request: AgreeSteps) -> CoachingCase:
        """Note what is agreed; another time it replaces what was. Raises InvalidTransition for one that is closed."""

        def notify(work: UnitOfWork, case: CoachingCase) -> None:
            work.outbox.notify(_notice(case, (case.user_id,), "Steps are agreed", "; ".join(request.steps)))

        return self._cases.change(
            actor, coaching_case_id, lambda case, at: case.agree(request, by=actor.user_id, at=at), check=notify
        )

    @acts(Permission.COACH)
    def close(self, actor: Actor, coaching_case_id: Id, note: ClosingNote | None = None) -> CoachingCase:
        """Close one; the pace is still looked at afterwards. Raises InvalidTransition for one that is closed."""
        return self._cases.change(actor, coaching_case_id, lambda case, at: case.close(note, by=actor.user_id, at=at))


class CoachingTimer(PeopleTimerHandler):
    """Measures the pace afterwards, and tells the coach."""

    kind = MEASURE

    def fire(self, work: UnitOfWork, timer: Timer, people: Sequence[Person]) -> None:
        at = self._clock.now()
        case = work.coaching_cases.get(timer.subject.id, lock=True)
        if case.measured_at is not None:
            return
        settings = self._settings_for(timer.tenant_id)
        today = local_date(at, settings.zone)
        period = settings.fiscal.containing(today, settings.fiscal.period(case.period).length)
        pace = Attainments(work, settings, period, people, today).of_person(case.user_id).pace
        measured, event = case.measure(pace, at=at)
        work.outbox.announce(event)
        work.coaching_cases.save(measured)
        if case.coach_id is not None:
            now = "there is no quota" if pace is None else f"{pace / 100:.1f} %"
            body = f"Pace when it was opened: {case.evidence.pace_basis_points / 100:.1f} %. Now: {now}."
            work.outbox.notify(_notice(case, (case.coach_id,), f"What came of coaching {case.user_id}", body))


def open_case(
    work: UnitOfWork, judged: Judged, settings: OperationsSettings, *, case_id: str, at: datetime
) -> CoachingCase | None:
    """With the decision, the notice to the manager and the timer that measures it; None where the rule opens none."""
    if not judged.verdict.opens_case or judged.evidence is None:
        return None
    policy = settings.performance
    case, event = CoachingCase.open(
        judged.evidence,
        entity_id=case_id,
        tenant_id=work.actor.tenant_id,
        at=at,
        user_id=judged.person.id,
        number=judged.cases + 1,
        coach_id=judged.person.manager_id,
        period=judged.facts.period,
        measure_at=at + timedelta(days=policy.measured_after_days),
    )
    saved = work.coaching_cases.add(case)
    work.outbox.announce(event)
    work.decisions.record(
        UNDERPERFORMANCE,
        saved.ref,
        policy=policy.underperformance,
        policy_version="settings",
        case=judged.facts,
        verdict=judged.verdict,
        reasons=judged.verdict.reasons,
        at=at,
    )
    work.timers.set(MEASURE, saved.ref, saved.measure_at)
    if saved.coach_id is not None:
        body = f"{'; '.join(judged.verdict.reasons)}. Agree on steps: crm coaching agree {saved.id}"
        work.outbox.notify(_notice(saved, (saved.coach_id,), f"{judged.person.name} is behind in {saved.period}", body))
    return saved


def _notice(case: CoachingCase, users: Sequence[str], title: str, body: str) -> Notice:
    message = Message(title=title, body=body, about=case.ref, reason="You coach, or are coached.")
    return Notice(tenant_id=case.tenant_id, users=tuple(users), message=message)

"""The coordinator of sales performance: quotas, attainment, metrics, roll-up and dashboard (SPM-CRMOP-0121 to 0126)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.coaching import CoachingCase
from crm_core.fiscal import FiscalPeriod, PeriodLength
from crm_core.identity import NewId
from crm_core.performance import Measure, attainment, basis_points, pace, win_rate
from crm_core.quotas import AssignQuota, Quota, QuotaFilter, QuotaHolder
from crm_core.roles import Role
from crm_core.stores import Listed
from crm_core.vocabulary import Id
from crm_operations.attainment import Attainments
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider, Person, PersonNotFound
from crm_operations.records import EntityRecords, Records, UnitOfWork, repeats_lost_races
from crm_operations.sales_performance.coaching import open_case
from crm_operations.sales_performance.explanation import explained
from crm_operations.sales_performance.metrics import closed_by_user, metrics_of, moments_of
from crm_operations.sales_performance.request import (
    Conversion,
    ExplainAttainment,
    ExplainedAttainment,
    Performance,
    PerformanceDashboard,
    PerformanceMetrics,
    PerformanceQuery,
    PeriodQuery,
    PersonPerformance,
    Ranking,
    RolledUp,
    StageConversions,
)
from crm_operations.sales_performance.roll_up import rolled_up
from crm_operations.sales_performance.underperformance import Underperformer, judged_people
from crm_operations.settings import OperationsSettings, SettingsFor


class _Asked(NamedTuple):
    """What a question is about, found before the unit of work begins."""

    settings: OperationsSettings
    period: FiscalPeriod
    today: date
    people: Sequence[Person]

    @property
    def names(self) -> Mapping[str, str]:
        return {person.id: person.name for person in self.people}

    def is_of(self, user: str, team: str | None) -> bool:
        """Whether the person is in that team; any is, where none is named."""
        return team is None or any(person.id == user and person.team == team for person in self.people)


class SalesPerformanceCoordinator:
    """Figures of people; each method raises NotPermitted."""

    def __init__(
        self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock, new_id: NewId
    ) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._quotas = EntityRecords(records, settings_for, clock, new_id, lambda work: work.quotas)

    @reads(Permission.REPORT_READ)
    def get(self, actor: Actor, quota_id: Id) -> Quota:
        """Show one revision of a quota. Raises QuotaNotFound."""
        return self._quotas.get(actor, quota_id)

    @reads(Permission.REPORT_READ)
    def quotas(self, actor: Actor, filters: QuotaFilter) -> Listed[Quota]:
        """List quotas and their revisions in the order they were assigned."""
        return self._quotas.find(actor, filters)

    @acts(Permission.QUOTA_ASSIGN)
    def assign_quota(self, actor: Actor, request: AssignQuota) -> Quota:
        """Assign a quota, in place of the one there is: the former revision stays; the same again changes nothing.

        Raises Invalid, also for a period that the fiscal calendar has not; PersonNotFound.
        """
        self._settings_for(actor.tenant_id).fiscal.period(request.period)
        if request.user_id is not None and self._people.find_by_id(actor.tenant_id, request.user_id) is None:
            raise PersonNotFound.because_unknown_person(request.user_id)
        return self._assigned(actor, request)

    @acts(Permission.QUOTA_ASSIGN)
    def withdraw_quota(self, actor: Actor, quota_id: Id) -> Quota:
        """Have no quota where there was one; to assign one again is a revision.

        Raises QuotaNotFound, QuotaReplaced for a revision that a newer one replaced.
        """
        return self._quotas.change(actor, quota_id, lambda quota, at: quota.withdraw(at=at))

    @reads(Permission.REPORT_READ)
    def performance(self, actor: Actor, query: PerformanceQuery) -> Performance:
        """Show what each person sold in a period and attained of their quota, in the tenant's currency.

        Raises Invalid for an unknown period.
        """
        asked = self._asked(actor, query.period)
        with self._records.reading(actor) as work:
            attainments = self._attainments(work, asked)
            rows = self._performances(work, attainments, asked, query.team)
        return Performance(
            period=asked.period.id,
            currency=asked.settings.currency,
            people=_ranked(rows, query.order_by),
            not_priced=tuple(sorted(attainments.not_priced)),
        )

    @reads(Permission.REPORT_READ)
    def track_attainment(self, actor: Actor, query: PeriodQuery) -> RolledUp:
        """Show what managers with everybody below, teams, territories and products attained, and what is over-assigned.

        Raises Invalid for an unknown period.
        """
        asked = self._asked(actor, query.period)
        with self._records.reading(actor) as work:
            attainments = self._attainments(work, asked)
            groups = rolled_up(attainments, asked.people)
        if query.team is not None:
            groups = tuple(each for each in groups if each.group == query.team)
        return RolledUp(
            period=asked.period.id,
            currency=asked.settings.currency,
            groups=groups,
            not_priced=tuple(sorted(attainments.not_priced)),
        )

    @reads(Permission.REPORT_READ)
    def explain(self, actor: Actor, query: ExplainAttainment) -> ExplainedAttainment:
        """Explain what somebody attained, down to the quotas that hold and each credit that counts.

        Raises Invalid for an unknown period.
        """
        asked = self._asked(actor, query.period)
        with self._records.reading(actor) as work:
            return explained(self._attainments(work, asked), query.user, asked.names.get(query.user))

    @reads(Permission.REPORT_READ)
    def metrics(self, actor: Actor, query: PeriodQuery) -> PerformanceMetrics:
        """Show how people sold: win rate by count and by value, average deal, cycle and activities.

        Raises Invalid for an unknown period.
        """
        asked = self._asked(actor, query.period)
        with self._records.reading(actor) as work:
            attainments = self._attainments(work, asked)
            rows = metrics_of(
                work.performance_figures, asked.period, attainments.rates, asked.settings.zone, asked.names
            )
        return PerformanceMetrics(
            period=asked.period.id,
            currency=asked.settings.currency,
            people=tuple(each for each in rows if asked.is_of(each.user, query.team)),
        )

    @reads(Permission.REPORT_READ)
    def stage_conversion(self, actor: Actor, query: PeriodQuery) -> StageConversions:
        """Show of the deals that entered each stage in a period how many went on by now, by person.

        By who owns the deals now (US-025). Raises Invalid for an unknown period.
        """
        asked = self._asked(actor, query.period)
        with self._records.reading(actor) as work:
            found = work.performance_figures.stage_conversions(*moments_of(asked.period, asked.settings.zone))
        rows = tuple(
            Conversion(
                user=each.user_id,
                name=asked.names.get(each.user_id),
                pipeline=each.pipeline,
                stage=each.stage,
                entered=each.entered,
                reached=each.reached,
                conversion_basis_points=basis_points(each.reached, each.entered),
            )
            for each in sorted(found, key=lambda each: (each.user_id, each.pipeline, each.display_order, each.stage))
            if asked.is_of(each.user_id, query.team)
        )
        return StageConversions(period=asked.period.id, rows=rows)

    @reads(Permission.REPORT_READ)
    def dashboard(self, actor: Actor, query: PerformanceQuery) -> PerformanceDashboard:
        """Show people, groups and the whole of a period at once, for a dashboard.

        Raises Invalid for an unknown period.
        """
        asked = self._asked(actor, query.period)
        with self._records.reading(actor) as work:
            attainments = self._attainments(work, asked)
            people = self._performances(work, attainments, asked, query.team)
            users = [each.user for each in people]
            metrics = metrics_of(
                work.performance_figures, asked.period, attainments.rates, asked.settings.zone, asked.names, users
            )
            groups = rolled_up(attainments, asked.people)
        with_quota = [each for each in people if each.quota_minor is not None]
        quota = sum(each.quota_minor or 0 for each in with_quota)
        attained = sum(each.attained_minor or 0 for each in with_quota)
        return PerformanceDashboard(
            period=asked.period.id,
            currency=asked.settings.currency,
            quota_minor=quota,
            attained_minor=attained,
            attainment_basis_points=attainment(attained, quota),
            pace_basis_points=pace(attained, quota, asked.period, attainments.today),
            won_minor=sum(each.won_minor for each in people),
            people=_ranked(people, Ranking.ATTAINED if query.order_by is Ranking.USER else query.order_by),
            metrics=metrics,
            groups=tuple(each for each in groups if query.team is None or each.group == query.team),
            not_priced=tuple(sorted(attainments.not_priced)),
        )

    @reads(Permission.COACH)
    def identify_underperformers(self, actor: Actor, query: PeriodQuery) -> tuple[Underperformer, ...]:
        """Show everybody who sells with what they are judged by, those who are behind first.

        Raises Invalid for an unknown period.
        """
        asked = self._asked(actor, query.period)
        with self._records.reading(actor) as work:
            judged = list(judged_people(work, asked.settings, self._attainments(work, asked), asked.people))
        found = (
            Underperformer(
                user=each.person.id,
                name=each.person.name,
                manager=each.person.manager_id,
                facts=each.facts,
                verdict=each.verdict,
            )
            for each in sorted(judged, key=lambda each: not each.verdict.underperforms)
        )
        return tuple(each for each in found if asked.is_of(each.user, query.team))

    @acts(Permission.COACH)
    def trigger_coaching(self, actor: Actor, query: PeriodQuery) -> tuple[CoachingCase, ...]:
        """Open a coaching case for everybody who is behind, and tell their managers; again it opens none too soon.

        Raises Invalid for an unknown period.
        """
        return self._coached(actor, query, self._asked(actor, query.period))

    @repeats_lost_races
    def _coached(self, actor: Actor, query: PeriodQuery, asked: _Asked) -> tuple[CoachingCase, ...]:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            judged = list(judged_people(work, asked.settings, self._attainments(work, asked), asked.people))
            opened = (
                open_case(work, each, asked.settings, case_id=self._new_id(), at=at)
                for each in judged
                if asked.is_of(each.person.id, query.team)
            )
            return tuple(case for case in opened if case is not None)

    def _asked(self, actor: Actor, named: str | None) -> _Asked:
        settings = self._settings_for(actor.tenant_id)
        today = local_date(self._clock.now(), settings.zone)
        calendar = settings.fiscal
        period = calendar.containing(today, PeriodLength.QUARTER) if named is None else calendar.period(named)
        return _Asked(settings, period, today, self._people.members(actor.tenant_id))

    def _attainments(self, work: UnitOfWork, asked: _Asked) -> Attainments:
        return Attainments(work, asked.settings, asked.period, asked.people, asked.today)

    def _performances(
        self, work: UnitOfWork, attainments: Attainments, asked: _Asked, team: str | None
    ) -> list[PersonPerformance]:
        """Everybody who sells or sold or has a quota, in the order of ids."""
        known = {person.id: person for person in asked.people}
        closed = closed_by_user(work.performance_figures, asked.period, attainments.rates)
        sold = attainments.amounts.by(Measure())
        attainments.note(sold)
        sellers = {person.id for person in asked.people if person.is_active and Role.REP in person.roles}
        of_people = (each for each in attainments.quotas if each.kind is QuotaHolder.PERSON and each.product is None)
        assigned = {subject.holder for subject in of_people}
        winners = {user for user, sums in closed.items() if sums.won}
        rows = []
        for user in sorted({*sellers, *sold.amounts, *winners, *assigned}):
            person = known.get(user)
            if team is not None and (person is None or person.team != team):
                continue
            manager = known.get(person.manager_id) if person is not None and person.manager_id is not None else None
            attained, sums = attainments.of_person(user), closed.get(user)
            rows.append(
                PersonPerformance(
                    user=user,
                    name=person.name if person is not None else None,
                    manager=person.manager_id if person is not None else None,
                    manager_name=manager.name if manager is not None else None,
                    won_count=sums.won if sums else 0,
                    won_minor=sold.amounts.get(user, 0),
                    quota_minor=attained.quota_minor,
                    attained_minor=attained.attained_minor,
                    attainment_basis_points=attained.attainment,
                    pace_basis_points=attained.pace,
                    win_rate_basis_points=win_rate(sums.won, sums.lost) if sums else None,
                )
            )
        return rows

    @repeats_lost_races
    def _assigned(self, actor: Actor, request: AssignQuota) -> Quota:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            former = work.quotas.newest(request.subject.key, request.period, lock=True)
            if former is not None and former.is_as(request):
                return former
            revision = 1 if former is None else former.revision + 1
            quota, event = Quota.assign(
                request, entity_id=self._new_id(), tenant_id=actor.tenant_id, at=at, revision=revision
            )
            if former is not None:
                work.quotas.save(former.replace(at=at))
            work.outbox.announce(event)
            return work.quotas.add(quota)


_RANKS = {
    Ranking.WON: "won_minor",
    Ranking.ATTAINED: "attained_minor",
    Ranking.ATTAINMENT: "attainment_basis_points",
    Ranking.PACE: "pace_basis_points",
}


def _ranked(rows: Sequence[PersonPerformance], by: Ranking) -> tuple[PersonPerformance, ...]:
    """The highest first, who has none of it last; who has the same in the order of ids, as the rows are."""
    if by is Ranking.USER:
        return tuple(rows)
    field = _RANKS[by]

    def rank(row: PersonPerformance) -> tuple[bool, int]:
        value: int | None = getattr(row, field)
        return value is None, -(value or 0)

    return tuple(sorted(rows, key=rank))

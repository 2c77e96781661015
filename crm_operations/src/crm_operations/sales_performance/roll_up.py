"""Attainment rolled up: managers with everybody below, teams, territories and products (SPM-CRMOP-0126)."""

from collections.abc import Iterator, Mapping, Sequence

from crm_core.credits import CreditDimension
from crm_core.performance import Measure
from crm_core.quotas import QuotaHolder, QuotaSubject
from crm_operations.attainment import Attainments
from crm_operations.providers import Person
from crm_operations.sales_performance.request import GroupAttainment, GroupKind

_PLACES = ((GroupKind.TEAM, QuotaHolder.TEAM), (GroupKind.TERRITORY, QuotaHolder.TERRITORY))


def rolled_up(attainments: Attainments, people: Sequence[Person]) -> tuple[GroupAttainment, ...]:
    """Each kind in the order of names."""
    return (*_managers(attainments, people), *_places(attainments, people), *_products(attainments))


def _managers(attainments: Attainments, people: Sequence[Person]) -> Iterator[GroupAttainment]:
    """Who leads somebody: their own credit, that of those they led when it was credited, and of all below these."""
    reports = _reports(people)
    names = {person.id: person.name for person in people}
    mine = attainments.amounts.by(Measure()).amounts
    led = attainments.amounts.by(Measure(by=CreditDimension.MANAGER)).amounts
    below = _below(reports, led)
    for manager in sorted(reports):
        subject = QuotaSubject(QuotaHolder.PERSON, manager)
        attained = mine.get(manager, 0) + below.get(manager, 0)
        yield _group(
            attainments, GroupKind.MANAGER, subject, reports[manager], attained, name=names.get(manager, manager)
        )


def _below(reports: Mapping[str, Sequence[str]], led: Mapping[str, int]) -> Mapping[str, int]:
    """What was credited to those a manager led, and to those whom these lead, each once."""
    sums: dict[str, int] = {}

    def summed(manager: str, above: frozenset[str]) -> int:
        if manager not in sums:
            further = (each for each in reports.get(manager, ()) if each in reports and each not in above)
            sums[manager] = led.get(manager, 0) + sum(summed(each, above | {manager}) for each in further)
        return sums[manager]

    for manager in reports:
        summed(manager, frozenset())
    return sums


def _places(attainments: Attainments, people: Sequence[Person]) -> Iterator[GroupAttainment]:
    """Credit is of the team and territory that its person had then; quotas are of who is in it now."""
    for kind, holder in _PLACES:
        members: dict[str, list[str]] = {}
        for person in people:
            places = person.territories if kind is GroupKind.TERRITORY else {person.team} - {None}
            for place in places:
                members.setdefault(str(place), []).append(person.id)
        by = CreditDimension.TEAM if kind is GroupKind.TEAM else CreditDimension.TERRITORY
        credited = attainments.amounts.by(Measure(by=by)).amounts
        assigned = {subject.holder for subject in attainments.quotas if subject.kind is holder and not subject.product}
        for place in sorted({*members, *credited, *assigned}):
            subject = QuotaSubject(holder, place)
            attained = attainments.of(subject).attained_minor
            yield _group(attainments, kind, subject, members.get(place, ()), attained, name=place)


def _products(attainments: Attainments) -> Iterator[GroupAttainment]:
    """Those that anybody has a quota for; parts are what people, teams and territories are to bring of it."""
    products = {subject.product for subject in attainments.quotas if subject.product is not None}
    for product in sorted(products):
        subject = QuotaSubject(QuotaHolder.EVERYBODY, "", product)
        parts = [each for each in attainments.quotas if each.product == product and each.kind is QuotaHolder.PERSON]
        yield _row(
            attainments,
            GroupKind.PRODUCT,
            subject,
            sum(attainments.quota_minor(each) or 0 for each in parts),
            attainments.of(subject).attained_minor,
            name=product,
        )


def _group(
    attainments: Attainments,
    kind: GroupKind,
    subject: QuotaSubject,
    members: Sequence[str],
    attained_minor: int,
    *,
    name: str,
) -> GroupAttainment:
    parts = sum(attainments.quota_minor(QuotaSubject(QuotaHolder.PERSON, member)) or 0 for member in members)
    return _row(attainments, kind, subject, parts, attained_minor, name=name)


def _row(
    attainments: Attainments,
    kind: GroupKind,
    subject: QuotaSubject,
    parts_minor: int,
    attained_minor: int,
    *,
    name: str,
) -> GroupAttainment:
    judged = attainments.judged(subject, attained_minor)
    return GroupAttainment(
        kind=kind,
        group=subject.holder or name,
        name=name,
        quota_minor=judged.quota_minor,
        parts_minor=parts_minor,
        over_assigned_minor=None if judged.quota_minor is None else parts_minor - judged.quota_minor,
        attained_minor=attained_minor,
        attainment_basis_points=judged.attainment,
        pace_basis_points=judged.pace,
    )


def _reports(people: Sequence[Person]) -> Mapping[str, Sequence[str]]:
    reports: dict[str, list[str]] = {}
    for person in people:
        if person.manager_id is not None:
            reports.setdefault(person.manager_id, []).append(person.id)
    return reports

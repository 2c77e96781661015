"""The statements of a period that is submitted: one for each payee, and who is asked for it (COM-CRMOP-0130)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from crm_core.actor import Actor, Permission
from crm_core.commissions import (
    NO_DRAW,
    CommissionPeriod,
    CommissionPlan,
    CommissionStatement,
    CommissionStatementFilter,
    MayNotApproveStatement,
)
from crm_core.identity import NewId
from crm_core.stores import find_all
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.approvals import conflicts_of
from crm_operations.commissions.settlements import Draws, settlements
from crm_operations.providers import Person, managers_of
from crm_operations.records import UnitOfWork

_OWN = "it is their own"


def state(
    work: UnitOfWork,
    plan: CommissionPlan,
    period: CommissionPeriod,
    draws: Draws,
    people: Sequence[Person],
    *,
    at: datetime,
    new_id: NewId,
) -> Counter[str]:
    """Submits the statement of everybody: how many each person is asked for, "" where nobody is above the payee."""
    known = {each.payee_id: each for each in stated(work, period)}
    asked: Counter[str] = Counter()
    by = work.actor.user_id
    for settlement in settlements(work, plan, period, draws):
        payee = settlement.parts.payee_id
        draw, approver = draws.get(payee, NO_DRAW), approver_of(payee, people)
        asked[approver or ""] += 1
        if (former := known.get(payee)) is not None:
            statement, event = former.submitted(
                payable_minor=settlement.payable_minor, draw=draw, approver_id=approver, by=by, at=at
            )
            work.commission_statements.save(statement)
        else:
            statement = CommissionStatement.new(
                None,
                entity_id=new_id(),
                tenant_id=period.tenant_id,
                at=at,
                plan=period.plan,
                period=period.period,
                payee_id=payee,
                currency_code=settlement.parts.currency_code,
                payable_minor=settlement.payable_minor,
                draw_minor=draw.minor,
                draw_is_recoverable=draw.is_recoverable,
                approver_id=approver,
            )
            event = statement.announcement(by, at)
            work.commission_statements.add(statement)
        work.outbox.announce(event)
    return asked


def stated(work: UnitOfWork, period: CommissionPeriod) -> Iterator[CommissionStatement]:
    """The statements of a period, in the order in which they were first submitted."""
    query = CommissionStatementFilter(plan=period.plan, period=period.period, limit=PAGE_LENGTH)
    return find_all(work.commission_statements, query)


def approver_of(payee: str, people: Sequence[Person]) -> str | None:
    """The nearest person above the payee who is here, and is not the payee by another id."""
    conflicts = conflicts_of([(payee, _OWN)], people)
    above = (person.id for person in managers_of(people, payee) if person.is_active and person.id not in conflicts)
    return next(above, None)


def require_may_approve(actor: Actor, statement: CommissionStatement, people: Sequence[Person]) -> None:
    """Raises MayNotApproveStatement, except for who is above the payee, or settles commissions; never for the payee."""
    if actor.user_id in (conflicts := conflicts_of([(statement.payee_id, _OWN)], people)):
        raise MayNotApproveStatement.because_of(statement, actor.user_id, conflicts[actor.user_id])
    above = {person.id for person in managers_of(people, statement.payee_id)}
    if actor.user_id not in above and not actor.may(Permission.COMMISSION_PAY):
        raise MayNotApproveStatement.because_of(statement, actor.user_id, "they are not above them")

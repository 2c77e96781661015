"""Commissions counted by plain Python over the entries of the ledger, against statements and what proves periods."""

from collections import Counter
from collections.abc import Iterator

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.commissions import CommissionPeriod, CommissionPeriodFilter, CommissionStatementFilter, StatementStatus
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.commissions import PayeeStatement, StatementsQuery, VerifyCommissions


def wrong_ledger(crm: Crm, admin: Actor) -> Iterator[str]:
    """Entries are what was posted, and each calculation, done again, has its result; a locked period never changes."""
    for flaw in crm.commission_statements.verify(admin, VerifyCommissions()).flaws:
        yield f"commissions of {flaw.plan} in {flaw.period}: {flaw.problem}"


def wrong_statements(crm: Crm, admin: Actor) -> Iterator[str]:
    """Statements balance, nothing below 0 is payable, what is carried on arrives, and nobody approved their own."""
    carried: Counter[tuple[str, str, str]] = Counter()
    for period in crm.commissions.list(admin, CommissionPeriodFilter(limit=PAGE_LENGTH)):
        query = StatementsQuery(plan=period.plan, period=period.period)
        for statement in crm.commission_statements.each(admin, query):
            yield from _unbalanced(period, statement)
            payee = (period.plan, statement.user, statement.currency)
            lines = (line for line in statement.lines if line.kind == "carry")
            carried.update({payee: sum(line.amount_minor for line in lines)})
    for (plan, user, currency), left in carried.items():
        if left:
            yield f"of {user}'s balance by {plan}, {left} {currency} were lost from period to period"
    for stated in crm.commission_settlement.list(admin, CommissionStatementFilter(limit=PAGE_LENGTH)):
        if stated.status is StatementStatus.APPROVED and stated.approved_by in {None, stated.payee_id}:
            yield f"{stated.approved_by} approved the statement of {stated.payee_id}"


def _unbalanced(period: CommissionPeriod, statement: PayeeStatement) -> Iterator[str]:
    figures = {name: value for name, value in dict(statement).items() if name.endswith("_minor")}
    ends = figures.pop("payable_minor"), figures.pop("carried_minor")
    where = f"the statement of {statement.user} for {period.period} of {period.plan}"
    if sum(figures.values()) != sum(ends):
        yield f"{where}: {sum(figures.values())} are not {ends[0]} payable and {ends[1]} carried"
    if ends[0] < 0:
        yield f"{where}: {ends[0]} is payable"
    posted = sum(line.amount_minor for line in statement.lines)
    if period.is_settled and posted != ends[0]:
        yield f"{where}: its lines are {posted}, and {ends[0]} is payable"

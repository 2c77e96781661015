"""Messages about statements: to who is asked for them, and to payees."""

from crm_core.approvals import figure_in_words
from crm_core.commissions import CommissionDispute, CommissionPeriod, CommissionStatement, Settlement
from crm_core.roles import Role
from crm_operations.providers import Message, Notice


def asks(period: CommissionPeriod, approver: str, count: int) -> Notice:
    """``approver`` is empty where nobody is above the payees; then directors are asked."""
    what = "1 statement waits" if count == 1 else f"{count} statements wait"
    message = Message(
        title=f"{what} for your approval",
        body=f"{period.period} of plan {period.plan}: crm commission statement --period {period.period}",
        about=period.ref,
        reason="The payees report to you." if approver else "Nobody is above the payees.",
    )
    if approver:
        return Notice(tenant_id=period.tenant_id, users=(approver,), message=message)
    return Notice(tenant_id=period.tenant_id, role=Role.DIRECTOR, message=message)


def approved(statement: CommissionStatement) -> Notice:
    """To the payee, with what is payable of it."""
    message = Message(
        title=f"Your commission for {statement.period} is approved",
        body=f"{statement.plan}: {figure_in_words('payable', statement.payable_minor, statement.currency_code)}",
        about=statement.ref,
        reason="It is your statement.",
    )
    return Notice(tenant_id=statement.tenant_id, users=(statement.payee_id,), message=message)


def paid(period: CommissionPeriod, settlement: Settlement, statement: CommissionStatement | None) -> Notice:
    """To the payee, with what was paid."""
    amount = figure_in_words("paid", settlement.payable_minor, settlement.parts.currency_code)
    message = Message(
        title=f"Your commission for {period.period} is paid",
        body=f"{period.plan}: {amount}",
        about=period.ref if statement is None else statement.ref,
        reason="It is your statement.",
    )
    return Notice(tenant_id=period.tenant_id, users=(settlement.parts.payee_id,), message=message)


def resolved(dispute: CommissionDispute) -> Notice:
    """To the payee, with what was said to it."""
    message = Message(
        title=f"The dispute of entry {dispute.entry} is resolved",
        body=dispute.resolution or "It stands as it is.",
        about=dispute.ref,
        reason="It is a line of your statement.",
    )
    return Notice(tenant_id=dispute.tenant_id, users=(dispute.payee_id,), message=message)

"""The statements of quotations; a change of state names the states it may start from, so it applies once."""

from sqlalchemy import and_, bindparam, delete, exists, func, insert, literal, null, select, update

from crm_adapters.embedded.tables import orders, quotation_lines, quotations
from crm_adapters.storage import InsertIfAbsent, Moment, Prepared
from crm_operations.providers import QuotationStatus

WITHDRAWN = "withdrawn"
"""Known to nobody but the numbers: a withdrawn quotation keeps its own, so that the sequence has no gap."""

_DRAFT, _SENT, _ACCEPTED, _REJECTED = (literal(status.value) for status in QuotationStatus)

_columns = quotations.c
_line = quotation_lines.c
_ours = and_(_columns.tenant_id == bindparam("tenant"), _columns.status != WITHDRAWN)
_this = and_(_columns.tenant_id == bindparam("tenant"), _columns.id == bindparam("quotation"))
_at = bindparam("moment", type_=Moment)
_not_ordered = ~exists().where(orders.c.tenant_id == _columns.tenant_id, orders.c.quotation_id == _columns.id)

LOCK = select(_columns.id).where(_this).with_for_update()
"""Before asking whether it is ordered: placing an order locks its quotation too, so one of the two sees the other."""

TERMS = Prepared(
    select(
        _columns.status, _columns.total_minor, _columns.currency_code, _columns.valid_until, _columns.expires_at
    ).where(_ours, _columns.id == bindparam("quotation"))
)

_WITH_LINES = (
    select(
        _columns.id,
        _columns.number,
        _columns.opportunity_id,
        _columns.customer_id,
        _columns.status,
        _columns.currency_code,
        _columns.total_minor,
        _columns.discount_minor,
        _columns.tax_minor,
        _columns.valid_until,
        _columns.created_at,
        _columns.sent_at,
        _columns.decided_at,
        _columns.rejection_reason,
        _line.description,
        _line.code,
        _line.quantity,
        _line.quantity_parts,
        _line.unit_price_minor,
        _line.discount_basis_points,
        _line.tax_basis_points,
    )
    .select_from(
        quotations.outerjoin(
            quotation_lines, and_(_line.tenant_id == _columns.tenant_id, _line.quotation_id == _columns.id)
        )
    )
    .where(_ours)
)
BY_ID = Prepared(_WITH_LINES.where(_columns.id == bindparam("quotation")).order_by(_line.position))
BY_CREATION_KEY = Prepared(_WITH_LINES.where(_columns.creation_key == bindparam("value")).order_by(_line.position))
BY_OPPORTUNITY = Prepared(
    _WITH_LINES.where(_columns.opportunity_id == bindparam("opportunity")).order_by(
        _columns.created_at.desc(), _columns.id.desc(), _line.position
    )
)

CREATE = InsertIfAbsent(quotations)
ADD_LINES = Prepared(insert(quotation_lines), by_row=True)
DROP_LINES = delete(quotation_lines).where(
    _line.tenant_id == bindparam("tenant"), _line.quotation_id == bindparam("quotation")
)
CHANGE_TERMS = (
    update(quotations)
    .where(_this, _columns.status == _DRAFT)
    .values(
        **{
            name: func.coalesce(bindparam(f"new_{name}", type_=_columns[name].type), _columns[name])
            for name in ("total_minor", "discount_minor", "tax_minor")
        },
        valid_until=func.coalesce(bindparam("new_until", type_=_columns.valid_until.type), _columns.valid_until),
        expires_at=func.coalesce(bindparam("new_expiry", type_=Moment), _columns.expires_at),
    )
)

SEND = Prepared(update(quotations).where(_this, _columns.status == _DRAFT).values(status=_SENT, sent_at=_at))
ACCEPT = Prepared(
    update(quotations)
    .where(_this, _columns.status.in_([_DRAFT, _SENT]), _columns.expires_at > _at)
    .values(status=_ACCEPTED, sent_at=func.coalesce(_columns.sent_at, _at), decided_at=_at)
)
REJECT = Prepared(
    update(quotations)
    .where(_this, _columns.status.in_([_DRAFT, _SENT]))
    .values(status=_REJECTED, decided_at=_at, rejection_reason=bindparam("why"))
)
_undecided = {"decided_at": null(), "rejection_reason": null()}
REVERT = {
    QuotationStatus.DRAFT: Prepared(
        update(quotations)
        .where(_this, _columns.status.in_([_SENT, _ACCEPTED, _REJECTED]), _not_ordered)
        .values(status=_DRAFT, sent_at=null(), **_undecided)
    ),
    QuotationStatus.SENT: Prepared(
        update(quotations)
        .where(_this, _columns.status.in_([_ACCEPTED, _REJECTED]), _columns.sent_at.is_not(None), _not_ordered)
        .values(status=_SENT, **_undecided)
    ),
}
WITHDRAW = (
    update(quotations)
    .where(_this, _columns.creation_key == bindparam("value"), _not_ordered)
    .values(status=WITHDRAWN, creation_key=null())
)

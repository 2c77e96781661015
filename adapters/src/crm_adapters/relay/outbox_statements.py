"""The statements that claim and settle messages of the outbox."""

from sqlalchemy import ColumnElement, and_, bindparam, literal, literal_column, null, or_, select, tuple_, update

from crm_adapters.storage import DELIVERED, DELIVERY, PENDING, Moment
from crm_adapters.storage import outbox_messages as outbox

LOST = "no worker came back from delivering it"
"""The error of a claimed message until it is settled with another one."""

_columns = outbox.c
_earlier = outbox.alias("earlier")
# Spelled out rather than bound, so that the databases see that the partial index is the one to use.
_PENDING: ColumnElement[str] = literal_column(f"'{PENDING}'")
_now = bindparam("now", type_=Moment)
_these = tuple_(_columns.tenant_id, _columns.id).in_(bindparam("keys", expanding=True))
_held = and_(
    _columns.tenant_id == bindparam("tenant"),
    _columns.id == bindparam("message"),
    _columns.state == _PENDING,
    _columns.attempts == bindparam("held_since"),
)
_overtaken = (
    select(literal(1))
    .select_from(_earlier)
    # MariaDB would otherwise read the whole tenant for each message.
    .with_hint(_earlier, "FORCE INDEX (ix_crm_outbox_order)", "mariadb")
    .where(
        _earlier.c.tenant_id == _columns.tenant_id,
        _earlier.c.entity_kind == _columns.entity_kind,
        _earlier.c.entity_id == _columns.entity_id,
        _earlier.c.state == _PENDING,
        _earlier.c.sequence < _columns.sequence,
    )
    .exists()
)
DUE = (
    select(outbox)
    .where(
        _columns.state == _PENDING,
        _columns.available_at <= _now,
        ~_overtaken,
    )
    .order_by(_columns.available_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
_is_delivery = _columns.topic.startswith(DELIVERY, autoescape=True)
DUE_OF = {"everything": DUE, "news": DUE.where(~_is_delivery), "deliveries": DUE.where(_is_delivery)}
"""The shares of a relay: deliveries wait for addresses outside, and must not delay events and notices."""
BESIDE_TENANTS = _columns.tenant_id.not_in(bindparam("but", expanding=True))
BESIDE_DESTINATIONS = or_(
    _columns.destination.is_(None),
    tuple_(_columns.tenant_id, _columns.destination).not_in(bindparam("but", expanding=True)),
)
"""What waits behind those who fill a batch."""
FOLLOWING = (
    select(outbox)
    .where(
        tuple_(_columns.tenant_id, _columns.entity_kind, _columns.entity_id).in_(bindparam("entities", expanding=True)),
        _columns.state == _PENDING,
    )
    .order_by(_columns.sequence)
    .limit(bindparam("at_most"))
)
CLAIM = (
    update(outbox)
    .where(_these, _columns.state == _PENDING)  # whose index keeps SQLite from reading all that was ever delivered
    .values(
        attempts=_columns.attempts + 1,
        available_at=bindparam("until", type_=Moment),
        last_error=LOST,
    )
)
SETTLE_DELIVERED = (
    update(outbox).where(_these, _columns.state == _PENDING).values(state=DELIVERED, settled_at=_now, last_error=null())
)
SETTLE_FAILED = (
    update(outbox)
    .where(_held)
    .values(
        state=bindparam("new_state"),
        attempts=bindparam("new_attempts"),
        available_at=bindparam("again_at", type_=Moment),
        settled_at=bindparam("dead_at", type_=Moment),
        last_error=bindparam("error"),
    )
)
RELEASE = (
    update(outbox).where(_held).values(attempts=_columns.attempts - 1, available_at=_now, last_error=bindparam("error"))
)

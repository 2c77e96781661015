"""The deliveries of each channel by state, counted by one statement over the outbox and the addresses."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Integer, bindparam, case, func, literal, null, select, type_coerce, union_all
from sqlalchemy.sql.elements import ColumnElement

from crm_adapters.notifiers.delivery.tables import addresses
from crm_adapters.storage import DEAD, DELIVERED, DELIVERY, PENDING, Database, Moment, key, outbox_messages
from crm_core.values import Utc, Value

_outbox = outbox_messages.c
_tenant: BindParameter[str] = bindparam("tenant")


class ChannelReport(Value):
    """The deliveries of one channel; ``attempts`` of all that are stored."""

    channel: str
    waiting: int
    """Pending, held for quiet hours or a digest, or to be retried."""
    delivered: int
    """As long as the outbox stores them: ``relay.retention_days``."""
    dead: int
    attempts: int
    oldest_waiting: Utc | None
    disabled_addresses: int


class SqlDeliveryReport:
    """Counts the deliveries of a tenant by channel."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, tenant_id: str) -> Sequence[ChannelReport]:
        """Of each channel that something went or was to go by, or that has disabled addresses; ordered by name."""
        with self._database.reading(tenant_id) as connection:
            rows = connection.execute(_REPORT, {"tenant": tenant_id}).mappings().all()
        return [ChannelReport.model_validate(dict(row)) for row in rows]


def _count(condition: ColumnElement[bool], label: str) -> ColumnElement[int]:
    return func.count(case((condition, 1))).label(label)


_channel = func.substr(_outbox.topic, len(DELIVERY) + 1, type_=key(100))
_deliveries = (
    select(
        _channel.label("channel"),
        _count(_outbox.state == PENDING, "waiting"),
        _count(_outbox.state == DELIVERED, "delivered"),
        _count(_outbox.state == DEAD, "dead"),
        func.sum(_outbox.attempts).label("attempts"),
        func.min(case((_outbox.state == PENDING, _outbox.created_at))).label("oldest_waiting"),
        literal(0, Integer).label("disabled_addresses"),
    )
    .where(_outbox.tenant_id == _tenant, _outbox.topic.startswith(DELIVERY, autoescape=True))
    .group_by(_outbox.topic)
)
_none = literal(0, Integer)
_disabled = (
    select(
        addresses.c.channel,
        *(_none.label(name) for name in ("waiting", "delivered", "dead", "attempts")),
        type_coerce(null(), Moment).label("oldest_waiting"),
        func.count().label("disabled_addresses"),
    )
    .where(addresses.c.tenant_id == _tenant, addresses.c.disabled_at.is_not(None))
    .group_by(addresses.c.channel)
)
_both = union_all(_deliveries, _disabled).subquery()
_REPORT = (
    select(
        _both.c.channel,
        *(
            func.sum(_both.c[name]).label(name)
            for name in ("waiting", "delivered", "dead", "attempts", "disabled_addresses")
        ),
        func.min(_both.c.oldest_waiting).label("oldest_waiting"),
    )
    .group_by(_both.c.channel)
    .order_by(_both.c.channel)
)

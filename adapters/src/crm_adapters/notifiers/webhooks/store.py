"""Webhooks in our own database, and their deliveries as they stand in the outbox."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, delete, func, insert, or_, select, update

from crm_adapters.encryption import Place, Secrets
from crm_adapters.notifiers.webhooks.tables import webhooks
from crm_adapters.notifiers.webhooks.values import (
    DeliveryReport,
    DeliveryState,
    Webhook,
    WebhookDelivery,
    WebhookState,
)
from crm_adapters.storage import DELIVERY, PENDING, Database, InsertIfAbsent
from crm_adapters.storage import outbox_messages as outbox
from crm_core.errors import NotFound
from crm_core.texts import fit

CHANNEL = "webhook"
LONGEST_REASON = 2_000
TOPIC = f"{DELIVERY}{CHANNEL}"

_columns = webhooks.c
_WRITE = InsertIfAbsent(outbox)
# Executed for each event and each delivery, so they are built once.
_ALL = select(webhooks).where(_columns.tenant_id == bindparam("tenant")).order_by(_columns.id)
_ONE = select(webhooks).where(_columns.tenant_id == bindparam("tenant"), _columns.id == bindparam("webhook"))

_LAST = (
    select(outbox.c.destination, func.max(outbox.c.sequence).label("last"))
    .where(
        outbox.c.tenant_id == bindparam("tenant"),
        outbox.c.destination.in_(bindparam("destinations", expanding=True)),
    )
    .group_by(outbox.c.destination)
)


class Endpoint(NamedTuple):
    """A webhook, and ``read_secrets``, which decrypts those it is signed with and raises KeyMissing."""

    webhook: Webhook
    read_secrets: Callable[[], tuple[str, ...]]


class SqlWebhooks:
    """Stores webhooks; their secrets are sealed, and listing webhooks needs no key."""

    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database = database
        self._secrets = secrets

    def add(self, tenant_id: str, webhook: Webhook, secret: str) -> None:
        row = {
            **webhook.model_dump(exclude={"topics", "former_secret_until"}),
            "topics": json.dumps(webhook.topics),
            "tenant_id": tenant_id,
        }
        with self._database.writing(tenant_id) as connection:
            sealed = self._secrets.seal(connection, _place(tenant_id, webhook.id), secret)
            connection.execute(insert(webhooks).values(**row, secret=sealed))

    def all(self, tenant_id: str) -> Sequence[Webhook]:
        with self._database.reading(tenant_id) as connection:
            return [_webhook(row) for row in connection.execute(_ALL, {"tenant": tenant_id}).mappings()]

    def wanting(self, tenant_id: str, topic: str) -> Sequence[str]:
        """Ids of the webhooks subscribed to the topic; read once a transaction, however many events it delivers."""
        known = self._database.looked_up_once(("webhooks", tenant_id), lambda: self.all(tenant_id))
        return [webhook.id for webhook in known if webhook.wants(topic)]

    def find(self, tenant_id: str, webhook_id: str, now: datetime) -> Endpoint | None:
        with self._database.reading(tenant_id) as connection:
            row = connection.execute(_ONE, {"tenant": tenant_id, "webhook": webhook_id}).mappings().first()
        if row is None:
            return None
        is_former_valid = row["former_secret"] and row["former_until"] > now
        sealed = (row["secret"], row["former_secret"]) if is_former_valid else (row["secret"],)
        place = _place(tenant_id, webhook_id)
        return Endpoint(_webhook(row), lambda: tuple(self._secrets.open(place, each) for each in sealed))

    def change(self, tenant_id: str, webhook_id: str, **changes: Any) -> None:
        """Raises NotFound."""
        statement = update(webhooks).where(*_this(tenant_id, webhook_id)).values(**changes)
        with self._database.writing(tenant_id) as connection:
            if connection.execute(statement).rowcount == 0:
                raise NotFound.because_unknown("webhook", webhook_id)

    def rotate(self, tenant_id: str, webhook_id: str, secret: str, until: datetime, now: datetime) -> None:
        """Raises NotFound."""
        # A column keeps its old value on the right in every database but MariaDB, which assigns from left to right.
        with self._database.writing(tenant_id) as connection:
            sealed = self._secrets.seal(connection, _place(tenant_id, webhook_id), secret)
            changes = {"former_secret": _columns.secret, "former_until": until, "secret": sealed, "updated_at": now}
            ordered = [(_columns[name], value) for name, value in changes.items()]
            statement = update(webhooks).where(*_this(tenant_id, webhook_id)).ordered_values(*ordered)
            if connection.execute(statement).rowcount == 0:
                raise NotFound.because_unknown("webhook", webhook_id)

    def note_taken(self, tenant_id: str, webhook_id: str) -> None:
        with self._database.writing(tenant_id) as connection:
            connection.execute(update(webhooks).where(*_this(tenant_id, webhook_id)).values(failures=0))

    def note_failure(self, tenant_id: str, webhook_id: str, limit: int, reason: str, now: datetime) -> None:
        """Counts one more failure in a row; at ``limit`` the webhook is disabled."""
        this = _this(tenant_id, webhook_id)
        counted = update(webhooks).where(*this).values(failures=_columns.failures + 1)
        ended = (
            update(webhooks)
            .where(*this, _columns.state == WebhookState.ACTIVE, _columns.failures >= limit)
            .values(state=WebhookState.DISABLED, reason=fit(reason, LONGEST_REASON), updated_at=now)
        )
        with self._database.writing(tenant_id) as connection:
            connection.execute(counted)
            connection.execute(ended)

    def remove(self, tenant_id: str, webhook_id: str) -> None:
        """Deletes the webhook and its pending deliveries. Raises NotFound."""
        with self._database.writing(tenant_id) as connection:
            if connection.execute(delete(webhooks).where(*_this(tenant_id, webhook_id))).rowcount == 0:
                raise NotFound.because_unknown("webhook", webhook_id)
            waiting = (*_to(tenant_id, webhook_id), outbox.c.state != DeliveryState.DELIVERED)
            connection.execute(delete(outbox).where(*waiting))

    def put(self, tenant_id: str, deliveries: Iterable[WebhookDelivery], now: datetime) -> None:
        """Enqueues deliveries, each after all earlier ones of its webhook; those that exist stay as they are."""
        rows = [_outbox_row(tenant_id, delivery, now) for delivery in deliveries]
        keys = {"tenant": tenant_id, "destinations": [row["destination"] for row in rows]}
        with self._database.writing(tenant_id) as connection:
            last = {row.destination: row.last for row in connection.execute(_LAST, keys)}
            for row in rows:
                last[row["destination"]] = row["sequence"] = (last.get(row["destination"]) or 0) + 1
            _WRITE.write_all(connection, rows)

    def deliveries(
        self, tenant_id: str, webhook_id: str, state: DeliveryState | None, before_id: str | None, limit: int
    ) -> Sequence[DeliveryReport]:
        """Newest first."""
        query = select(outbox).where(*_to(tenant_id, webhook_id))
        if state is not None:
            query = query.where(outbox.c.state == state)
        if before_id is not None:
            query = query.where(_is_before(tenant_id, before_id))
        with self._database.reading(tenant_id) as connection:
            rows = (
                connection.execute(query.order_by(outbox.c.sequence.desc(), outbox.c.id.desc()).limit(limit))
                .mappings()
                .all()
            )
        return [_report(row) for row in rows]

    def again(
        self, tenant_id: str, webhook_id: str, now: datetime, ids: Sequence[str] | None, since: datetime | None
    ) -> int:
        """Enqueues dead deliveries again; with ids, these; with a moment, all since then, delivered or not."""
        statement = (
            update(outbox)
            .where(*_to(tenant_id, webhook_id))
            .values(state=PENDING, attempts=0, available_at=now, settled_at=None, last_error=None)
        )
        if ids is not None:
            statement = statement.where(outbox.c.id.in_(ids), outbox.c.state != DeliveryState.PENDING)
        elif since is not None:
            statement = statement.where(outbox.c.created_at >= since, outbox.c.state != DeliveryState.PENDING)
        else:
            statement = statement.where(outbox.c.state == DeliveryState.DEAD)
        with self._database.writing(tenant_id) as connection:
            return connection.execute(statement).rowcount


def _place(tenant_id: str, webhook_id: str) -> Place:
    return Place(tenant_id, webhooks.name, webhook_id)


def _is_before(tenant_id: str, delivery_id: str) -> ColumnElement[bool]:
    this = outbox.alias("this")
    sequence = select(this.c.sequence).where(this.c.tenant_id == tenant_id, this.c.id == delivery_id).scalar_subquery()
    return or_(outbox.c.sequence < sequence, and_(outbox.c.sequence == sequence, outbox.c.id < delivery_id))


def _this(tenant_id: str, webhook_id: str) -> tuple[ColumnElement[bool], ...]:
    return _columns.tenant_id == tenant_id, _columns.id == webhook_id


def _to(tenant_id: str, webhook_id: str) -> tuple[ColumnElement[bool], ...]:
    """The condition for deliveries to that webhook: their body begins with its id."""
    begins = json.dumps({"webhook_id": webhook_id}, separators=(",", ":")).removesuffix("}")
    is_to = outbox.c.body.startswith(begins, autoescape=True)
    return outbox.c.tenant_id == tenant_id, outbox.c.topic == TOPIC, is_to


def _webhook(row: Mapping[str, Any] | RowMapping) -> Webhook:
    is_rotating = row["former_secret"] is not None
    known = {name: row[name] for name in Webhook.model_fields if name not in {"topics", "former_secret_until"}}
    return Webhook.model_validate(
        {
            **known,
            "topics": json.loads(row["topics"]),
            "former_secret_until": row["former_until"] if is_rotating else None,
        }
    )


def _outbox_row(tenant_id: str, delivery: WebhookDelivery, now: datetime) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "id": delivery.body.id,
        "entity_kind": None,
        "entity_id": None,
        "sequence": None,
        "destination": delivery.webhook_id,
        "topic": TOPIC,
        "body": delivery.model_dump_json(),
        "created_at": delivery.body.timestamp,
        "available_at": now,
        "state": PENDING,
        "attempts": 0,
        "settled_at": None,
        "last_error": None,
    }


def _report(row: RowMapping) -> DeliveryReport:
    body = WebhookDelivery.model_validate_json(row["body"]).body
    return DeliveryReport(
        id=row["id"],
        topic=body.type,
        subject=body.subject,
        state=row["state"],
        attempts=row["attempts"],
        created_at=row["created_at"],
        settled_at=row["settled_at"],
        error=row["last_error"],
    )

"""The built-in party master: customers, the channels they agreed to, and the opportunities they are linked to."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

from sqlalchemy import Connection, Integer, Select, bindparam, delete, exists, literal, select, update
from sqlalchemy.exc import IntegrityError

from crm_adapters.embedded.fitting import fitting
from crm_adapters.embedded.tables import customer_links, customers
from crm_adapters.storage import Database, InsertIfAbsent, Prepared, Row
from crm_core.clock import Clock
from crm_core.email_addresses import email_key
from crm_core.errors import Conflict, Invalid
from crm_core.identity import NewId
from crm_operations.providers import (
    CommunicationPreferences,
    Customer,
    CustomerDraft,
    CustomerNotFound,
    CustomerUpdate,
)

LONGEST_EMAIL = 254
_LINES = ("name", "contact_name", "email", "phone", "industry", "owner_id", "external_id")

_EXTERNAL_ID = customers.c.creation_key.label("external_id")
_SHOWN = tuple(_EXTERNAL_ID if field == "external_id" else customers.c[field] for field in Customer.model_fields)
_OURS = customers.c.tenant_id == bindparam("tenant")
_THIS = (_OURS, customers.c.id == bindparam("customer"))
_BY_ID = Prepared(select(*_SHOWN).where(*_THIS))
_BY_EMAIL = Prepared(select(*_SHOWN).where(_OURS, customers.c.email_key == bindparam("value")))
_BY_CREATION_KEY = Prepared(select(*_SHOWN).where(_OURS, customers.c.creation_key == bindparam("value")))
_BY_EMAILS = select(customers.c.email_key, *_SHOWN).where(
    _OURS, customers.c.email_key.in_(bindparam("values", expanding=True))
)
_BY_CREATION_KEYS = select(customers.c.creation_key, *_SHOWN).where(
    _OURS, customers.c.creation_key.in_(bindparam("values", expanding=True))
)
_EXISTS = Prepared(select(literal(1).label("one")).where(*_THIS))
_PAGE = (
    select(*_SHOWN)
    .where(_OURS, customers.c.id > bindparam("after"))
    .order_by(customers.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_PREFERENCES = select(customers.c.language, customers.c.by_email, customers.c.by_phone).where(*_THIS)
_CREATE = InsertIfAbsent(customers)
_HOLD = select(literal(1)).where(*_THIS).with_for_update()
_DISCARD = delete(customers).where(
    *_THIS,
    customers.c.creation_key == bindparam("value"),
    ~exists().where(
        customer_links.c.tenant_id == customers.c.tenant_id, customer_links.c.customer_id == customers.c.id
    ),
)
_LINK = InsertIfAbsent(
    customer_links,
    select(
        customers.c.tenant_id, customers.c.id.label("customer_id"), bindparam("opportunity").label("opportunity_id")
    ).where(*_THIS),
)
_UNLINK = delete(customer_links).where(
    customer_links.c.tenant_id == bindparam("tenant"),
    customer_links.c.customer_id == bindparam("customer"),
    customer_links.c.opportunity_id == bindparam("opportunity"),
)


class EmailTaken(Conflict):
    @classmethod
    def because_another_customer_has_it(cls) -> Self:
        """Without the address: this text ends up in logs."""
        return cls("another customer already has this e-mail address; find that one by the address and use it")


class EmbeddedCustomers:
    """A CustomerProvider in our own database; each method is one short transaction."""

    def __init__(self, database: Database, clock: Clock, new_id: NewId) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id

    def find_by_id(self, tenant_id: str, customer_id: str) -> Customer | None:
        return self._find(_BY_ID, {"tenant": tenant_id, "customer": customer_id})

    def find_by_email(self, tenant_id: str, email: str) -> Customer | None:
        address = email_key(email)
        return None if address is None else self._find(_BY_EMAIL, {"tenant": tenant_id, "value": address})

    def find_by_emails(self, tenant_id: str, emails: Collection[str]) -> Mapping[str, Customer]:
        """In one statement."""
        addresses = {email: address for email in emails if (address := email_key(email)) is not None}
        with self._database.reading(tenant_id) as connection:
            found = _found_by(_BY_EMAILS, connection, tenant_id, addresses.values())
        return {email: found[address] for email, address in addresses.items() if address in found}

    def find_by_keys(self, tenant_id: str, keys: Collection[str]) -> Mapping[str, Customer]:
        """In one statement."""
        with self._database.reading(tenant_id) as connection:
            return _found_by(_BY_CREATION_KEYS, connection, tenant_id, keys)

    def exists(self, tenant_id: str, customer_id: str) -> bool:
        with self._database.reading(tenant_id) as connection:
            return _exists(connection, tenant_id, customer_id)

    def list_page(self, tenant_id: str, after_id: str | None, limit: int) -> Sequence[Customer]:
        """In the order of ids, which is that of their creation."""
        keys = {"tenant": tenant_id, "after": after_id or "", "limit": limit}
        with self._database.reading(tenant_id) as connection:
            return [_customer(dict(row)) for row in connection.execute(_PAGE, keys).mappings()]

    def create_from_lead(self, tenant_id: str, draft: CustomerDraft, *, key: str) -> Customer:
        values = self._new_row(tenant_id, draft, key)
        with self._database.writing(tenant_id) as connection:
            if _CREATE.write(connection, values):
                shown = {**values, "external_id": key}
                return _customer({field: shown[field] for field in Customer.model_fields})
            first = _BY_CREATION_KEY.first(connection, {"tenant": tenant_id, "value": key})
        if first is None:
            raise EmailTaken.because_another_customer_has_it()
        return _customer(first)

    def create_many(self, tenant_id: str, drafts: Mapping[str, CustomerDraft]) -> Mapping[str, Customer]:
        """In one transaction of two statements."""
        rows = [self._new_row(tenant_id, draft, key) for key, draft in drafts.items()]
        with self._database.writing(tenant_id) as connection:
            _CREATE.write_all(connection, rows)
            created = _found_by(_BY_CREATION_KEYS, connection, tenant_id, drafts)
        return {key: created[key] for key in drafts if key in created}

    def update(self, tenant_id: str, customer_id: str, update: CustomerUpdate) -> Customer:
        changes: dict[str, Any] = {field: getattr(update, field) for field in update.model_fields_set}
        if "name" in changes and update.name is None:
            raise Invalid.field("name", "a customer must have one", "leave it out to keep it")
        if "email" in changes:
            changes["email_key"] = _checked_email_key(update.email)
        row = self._changed(tenant_id, customer_id, changes)
        if row is None:
            raise CustomerNotFound.because_unknown_customer(customer_id)
        return _customer(row)

    def discard(self, tenant_id: str, customer_id: str, *, key: str) -> None:
        with self._database.writing(tenant_id) as connection:
            # Locked first, so that a link under way is waited for, and seen by the next statement.
            connection.execute(_HOLD, {"tenant": tenant_id, "customer": customer_id})
            connection.execute(_DISCARD, {"tenant": tenant_id, "customer": customer_id, "value": key})

    def link_to_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        values = {"tenant": tenant_id, "customer": customer_id, "opportunity": opportunity_id}
        with self._database.writing(tenant_id) as connection:
            is_known = _LINK.write(connection, values) or _exists(connection, tenant_id, customer_id)
        if not is_known:
            raise CustomerNotFound.because_unknown_customer(customer_id)

    def unlink_from_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        with self._database.writing(tenant_id) as connection:
            connection.execute(_UNLINK, {"tenant": tenant_id, "customer": customer_id, "opportunity": opportunity_id})

    def get_communication_preferences(self, tenant_id: str, customer_id: str) -> CommunicationPreferences:
        with self._database.reading(tenant_id) as connection:
            row = connection.execute(_PREFERENCES, {"tenant": tenant_id, "customer": customer_id}).first()
        if row is None:
            raise CustomerNotFound.because_unknown_customer(customer_id)
        return CommunicationPreferences(language=row.language, email=row.by_email, phone=row.by_phone)

    def set_communication_preferences(
        self, tenant_id: str, customer_id: str, preferences: CommunicationPreferences
    ) -> None:
        """Replaces the channels the customer agreed to. Raises CustomerNotFound."""
        agreed = {
            "language": preferences.language,
            "by_email": preferences.email,
            "by_phone": preferences.phone,
        }
        if self._changed(tenant_id, customer_id, agreed) is None:
            raise CustomerNotFound.because_unknown_customer(customer_id)

    def _new_row(self, tenant_id: str, draft: CustomerDraft, key: str) -> dict[str, Any]:
        return {
            **draft.model_dump(),
            "id": self._new_id(),
            "tenant_id": tenant_id,
            "contact_id": self._new_id() if draft.contact_name else None,
            "owner_id": None,
            "email_key": _checked_email_key(draft.email),
            "language": None,
            "by_email": False,
            "by_phone": False,
            "creation_key": key,
            "created_at": self._clock.now(),
        }

    def _find(self, query: Prepared, keys: dict[str, str]) -> Customer | None:
        with self._database.reading(keys["tenant"]) as connection:
            row = query.first(connection, keys)
        return None if row is None else _customer(row)

    def _changed(self, tenant_id: str, customer_id: str, changes: dict[str, Any]) -> Row | None:
        keys = {"tenant": tenant_id, "customer": customer_id}
        is_taken = False
        with self._database.writing(tenant_id) as connection:
            if changes:
                try:
                    # A refused statement ends PostgreSQL's transaction; the savepoint keeps the one around us alive.
                    with connection.begin_nested():
                        connection.execute(update(customers).where(*_THIS).values(changes), keys)
                except IntegrityError:
                    is_taken = True
            row = _BY_ID.first(connection, keys)
        if is_taken:
            raise EmailTaken.because_another_customer_has_it()
        return row


def _exists(connection: Connection, tenant_id: str, customer_id: str) -> bool:
    return _EXISTS.first(connection, {"tenant": tenant_id, "customer": customer_id}) is not None


def _found_by(
    query: Select[Any], connection: Connection, tenant_id: str, values: Collection[str]
) -> dict[str, Customer]:
    """By the first column of the query."""
    if not values:
        return {}
    rows = connection.execute(query, {"tenant": tenant_id, "values": list(values)}).mappings()
    column = next(iter(query.selected_columns)).name
    return {row[column]: _customer({field: row[field] for field in Customer.model_fields}) for row in rows}


def _customer(row: Row) -> Customer:
    return Customer.model_construct(**fitting(row, *_LINES))


def _checked_email_key(email: str | None) -> str | None:
    if email is not None and len(email.strip()) > LONGEST_EMAIL:
        raise Invalid.field("email", f"has more than {LONGEST_EMAIL} characters", "leave it out or correct it")
    return email_key(email)

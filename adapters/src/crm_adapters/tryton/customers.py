"""Customers as parties in Tryton, and their link to a deal as an opportunity there."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

from crm_adapters.tryton import party as parties
from crm_adapters.tryton.answers import understands_its_answers
from crm_adapters.tryton.checks import where_it_leads
from crm_adapters.tryton.client import Record, TrytonClient
from crm_adapters.tryton.opportunity import OPPORTUNITY, links, new_opportunity, unlink
from crm_adapters.tryton.party import FIELDS, PARTY
from crm_adapters.tryton.refusals import TrytonRefused
from crm_adapters.tryton.tryton import Tryton, sign, their_id
from crm_core.email_addresses import email_key, written_forms
from crm_core.errors import Conflict, Invalid
from crm_operations.providers import (
    CheckResult,
    CommunicationPreferences,
    Customer,
    CustomerDraft,
    CustomerNotFound,
    CustomerUpdate,
    create_one_by_one,
    find_one_by_one,
)


class AddressTaken(Conflict):
    @classmethod
    def because_another_party_has_it(cls) -> Self:
        """Without the address: this text ends up in logs."""
        return cls("another party in Tryton has this e-mail address; find that one by the address and use it")


@understands_its_answers
class TrytonCustomers:
    """A CustomerProvider. Only a party's code is unique in Tryton, so it comes from the address, else from the key."""

    def __init__(self, tryton: Tryton) -> None:
        self._tryton = tryton

    def find_by_id(self, tenant_id: str, customer_id: str) -> Customer | None:
        client = self._tryton.client(tenant_id)
        found = self._party(client, customer_id)
        return None if found is None else parties.customer(client.database, found)

    def find_by_email(self, tenant_id: str, email: str) -> Customer | None:
        client = self._tryton.client(tenant_id)
        found = self._with_address(client, email_key(email))
        return parties.customer(client.database, found[0]) if found else None

    def find_by_emails(self, tenant_id: str, emails: Collection[str]) -> Mapping[str, Customer]:
        """A query an address, since an address has several spellings."""
        return find_one_by_one(self, tenant_id, emails)

    def find_by_keys(self, tenant_id: str, keys: Collection[str]) -> Mapping[str, Customer]:
        """By one query."""
        client = self._tryton.client(tenant_id)
        found = client.find(PARTY, [["identifiers.code", "in", sorted(keys)]], FIELDS) if keys else []
        return {
            key: parties.customer(client.database, party)
            for key in keys
            for party in found
            if parties.was_created_with(party, key)
        }

    def exists(self, tenant_id: str, customer_id: str) -> bool:
        return self._party(self._tryton.client(tenant_id), customer_id, ()) is not None

    def list_page(self, tenant_id: str, after_id: str | None, limit: int) -> Sequence[Customer]:
        """In the order of Tryton's own ids; empty after an id of another database."""
        client = self._tryton.client(tenant_id)
        number = 0 if after_id is None else their_id(client.database, after_id)
        if number is None:
            return []
        found = client.find(PARTY, [["id", ">", number]], FIELDS, order=[["id", "ASC"]], limit=limit)
        return [parties.customer(client.database, party) for party in found]

    def create_from_lead(self, tenant_id: str, draft: CustomerDraft, *, key: str) -> Customer:
        client = self._tryton.client(tenant_id)
        address = email_key(draft.email)
        with self._tryton.one_at_a_time(tenant_id, address or key):
            found = self._rivals(client, address, key)
            if not found:
                return self._created(client, draft, address, key)
        return _own(client, found, key)

    def create_many(self, tenant_id: str, drafts: Mapping[str, CustomerDraft]) -> Mapping[str, Customer]:
        """A party at a time, since only its code is unique."""
        return create_one_by_one(self, tenant_id, drafts)

    def update(self, tenant_id: str, customer_id: str, update: CustomerUpdate) -> Customer:
        """Writes only if the party is unchanged since it was read. Raises ChangedInTryton."""
        client = self._tryton.client(tenant_id)
        party = self._known(client, customer_id, (*FIELDS, "_timestamp"))
        values: dict[str, str | None] = {field: getattr(update, field) for field in update.model_fields_set}
        if "name" in values and update.name is None:
            raise Invalid.field("name", "a customer must have one", "leave it out to keep it")
        if "email" in values:
            self._check_address_is_free(client, party, email_key(update.email))
        if changes := parties.changes(party, values):
            session = self._tryton.session(tenant_id)
            session.write_unless_changed(PARTY, party["id"], changes, party["_timestamp"], client.context)
        return parties.customer(client.database, self._known(client, customer_id))

    def discard(self, tenant_id: str, customer_id: str, *, key: str) -> None:
        client = self._tryton.client(tenant_id)
        party = self._party(client, customer_id)
        if party is None or not parties.was_created_with(party, key):
            return
        if not client.find(OPPORTUNITY, [["party", "=", party["id"]]], [], limit=1):
            client.delete(PARTY, party["id"])

    def link_to_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        """Creates an opportunity of that party, with the deal's id as its reference."""
        client = self._tryton.client(tenant_id)
        number = their_id(client.database, customer_id)
        if number is None:
            raise CustomerNotFound.because_unknown_customer(customer_id)
        with self._tryton.one_at_a_time(tenant_id, opportunity_id):
            if links(client, number, opportunity_id):
                return
            try:
                client.create(OPPORTUNITY, new_opportunity(client, number, opportunity_id), [])
            except TrytonRefused:
                if self._party(client, customer_id, ()) is None:
                    raise CustomerNotFound.because_unknown_customer(customer_id) from None
                raise

    def unlink_from_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        client = self._tryton.client(tenant_id)
        number = their_id(client.database, customer_id)
        for link in [] if number is None else links(client, number, opportunity_id):
            unlink(client, link)

    def get_communication_preferences(self, tenant_id: str, customer_id: str) -> CommunicationPreferences:
        """The party's language; no channel is agreed to, since Tryton does not store that."""
        party = self._known(self._tryton.client(tenant_id), customer_id, ("lang.code",))
        return CommunicationPreferences(language=(party["lang"] or {}).get("code"))

    def check(self, tenant_id: str) -> Sequence[CheckResult]:
        return list(where_it_leads(self._tryton, tenant_id))

    def _created(self, client: TrytonClient, draft: CustomerDraft, address: str | None, key: str) -> Customer:
        try:
            created = client.create(PARTY, parties.new_party(draft, key=key, code=sign(address or key)), FIELDS)
        except TrytonRefused:
            found = self._rivals(client, address, key)
            if found:
                return _own(client, found, key)
            if address is None or not client.find(PARTY, [["code", "=", sign(address)]], [], limit=1):
                raise
            # That party had the address once and changed it: its code remains.
            created = client.create(PARTY, parties.new_party(draft, key=key, code=sign(f"{address} {key}")), FIELDS)
        return parties.customer(client.database, created)

    def _rivals(self, client: TrytonClient, address: str | None, key: str) -> list[Record]:
        """The parties created with the key or having the address, by one query."""
        domain: list[Any] = [["identifiers.code", "=", key]]
        if address is not None:
            domain = ["OR", domain, [_reached_by(address)]]
        found = client.find(PARTY, domain, FIELDS)
        return [
            party
            for party in found
            if parties.was_created_with(party, key) or (address is not None and parties.has_address(party, address))
        ]

    def _with_address(self, client: TrytonClient, address: str | None) -> list[Record]:
        if address is None:
            return []
        found = client.find(PARTY, [_reached_by(address)], FIELDS, order=[["id", "ASC"]])
        return [party for party in found if parties.has_address(party, address)]

    def _check_address_is_free(self, client: TrytonClient, party: Record, address: str | None) -> None:
        if any(other["id"] != party["id"] for other in self._with_address(client, address)):
            raise AddressTaken.because_another_party_has_it()

    def _party(self, client: TrytonClient, customer_id: str, fields: tuple[str, ...] = FIELDS) -> Record | None:
        number = their_id(client.database, customer_id)
        found = [] if number is None else client.find(PARTY, [["id", "=", number]], fields or ("name",), limit=1)
        return found[0] if found else None

    def _known(self, client: TrytonClient, customer_id: str, fields: tuple[str, ...] = FIELDS) -> Record:
        party = self._party(client, customer_id, fields)
        if party is None:
            raise CustomerNotFound.because_unknown_customer(customer_id)
        return party


def _reached_by(address: str) -> list[Any]:
    """The query for an address in any spelling; other parties it finds are filtered out by their e-mail key."""
    forms = ["OR", *(["value", "ilike", _literally(form)] for form in written_forms(address))]
    return ["contact_mechanisms", "where", [["type", "=", "email"], forms]]


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _own(client: TrytonClient, found: list[Record], key: str) -> Customer:
    """The party created with this key. Raises AddressTaken when none of them was."""
    for party in found:
        if parties.was_created_with(party, key):
            return parties.customer(client.database, party)
    raise AddressTaken.because_another_party_has_it()

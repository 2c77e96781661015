"""Customers as parties in Tryton, and their link to a deal as an opportunity there."""

from collections.abc import Sequence
from typing import Any, Self

from crm_adapters.tryton import party as parties
from crm_adapters.tryton.answers import understands_its_answers
from crm_adapters.tryton.checks import where_it_leads
from crm_adapters.tryton.deal import OPPORTUNITY, links, new_opportunity, unlink
from crm_adapters.tryton.door import Door, Record
from crm_adapters.tryton.party import FIELDS, PARTY
from crm_adapters.tryton.refusals import TrytonRefused
from crm_adapters.tryton.tryton import Tryton, sign, their_id
from crm_core.email_addresses import email_key, written_forms
from crm_core.errors import Conflict, Invalid
from crm_operations.providers import (
    CommunicationPreferences,
    Customer,
    CustomerDraft,
    CustomerNotFound,
    CustomerUpdate,
    Finding,
)


class AddressTaken(Conflict):
    @classmethod
    def because_another_party_has_it(cls) -> Self:
        """Without the address: this text ends up in logs."""
        return cls("another party in Tryton has this e-mail address; find that one by the address and use it")


@understands_its_answers
class TrytonCustomers:
    """A CustomerProvider. Only a party's code is unique in Tryton, so it is made of the address, or else of the key."""

    def __init__(self, tryton: Tryton) -> None:
        self._tryton = tryton

    def find_by_id(self, tenant_id: str, customer_id: str) -> Customer | None:
        door = self._tryton.door(tenant_id)
        found = self._party(door, customer_id)
        return None if found is None else parties.customer(door.database, found)

    def find_by_email(self, tenant_id: str, email: str) -> Customer | None:
        door = self._tryton.door(tenant_id)
        found = self._with_address(door, email_key(email))
        return parties.customer(door.database, found[0]) if found else None

    def exists(self, tenant_id: str, customer_id: str) -> bool:
        return self._party(self._tryton.door(tenant_id), customer_id, ()) is not None

    def create_from_lead(self, tenant_id: str, draft: CustomerDraft, *, key: str) -> Customer:
        door = self._tryton.door(tenant_id)
        address = email_key(draft.email)
        with self._tryton.one_at_a_time(tenant_id, address or key):
            found = self._rivals(door, address, key)
            if not found:
                return self._created(door, draft, address, key)
        return _own(door, found, key)

    def update(self, tenant_id: str, customer_id: str, update: CustomerUpdate) -> Customer:
        """Only while the party is as it was read. Raises ChangedInTryton."""
        door = self._tryton.door(tenant_id)
        party = self._known(door, customer_id, (*FIELDS, "_timestamp"))
        wanted: dict[str, str | None] = {field: getattr(update, field) for field in update.model_fields_set}
        if "name" in wanted and update.name is None:
            raise Invalid.field("name", "a customer must have one", "leave it out to keep it")
        if "email" in wanted:
            self._check_address_is_free(door, party, email_key(update.email))
        if changes := parties.changes(party, wanted):
            session = self._tryton.session(tenant_id)
            session.write_unless_changed(PARTY, party["id"], changes, party["_timestamp"], door.context)
        return parties.customer(door.database, self._known(door, customer_id))

    def discard(self, tenant_id: str, customer_id: str, *, key: str) -> None:
        door = self._tryton.door(tenant_id)
        party = self._party(door, customer_id)
        if party is None or not parties.was_made_with(party, key):
            return
        if not door.find(OPPORTUNITY, [["party", "=", party["id"]]], [], limit=1):
            door.delete(PARTY, party["id"])

    def link_to_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        """The deal is an opportunity of that party, with our id for its reference."""
        door = self._tryton.door(tenant_id)
        number = their_id(door.database, customer_id)
        if number is None:
            raise CustomerNotFound.because_unknown_customer(customer_id)
        with self._tryton.one_at_a_time(tenant_id, opportunity_id):
            if links(door, number, opportunity_id):
                return
            try:
                door.create(OPPORTUNITY, new_opportunity(door, number, opportunity_id), [])
            except TrytonRefused:
                if self._party(door, customer_id, ()) is None:
                    raise CustomerNotFound.because_unknown_customer(customer_id) from None
                raise

    def unlink_from_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        door = self._tryton.door(tenant_id)
        number = their_id(door.database, customer_id)
        for link in [] if number is None else links(door, number, opportunity_id):
            unlink(door, link)

    def get_communication_preferences(self, tenant_id: str, customer_id: str) -> CommunicationPreferences:
        """The party's language; what a party agreed to is not kept in Tryton, so nothing is."""
        party = self._known(self._tryton.door(tenant_id), customer_id, ("lang.code",))
        return CommunicationPreferences(language=(party["lang"] or {}).get("code"))

    def check(self, tenant_id: str) -> Sequence[Finding]:
        return list(where_it_leads(self._tryton, tenant_id))

    def _created(self, door: Door, draft: CustomerDraft, address: str | None, key: str) -> Customer:
        try:
            made = door.create(PARTY, parties.new_party(draft, key=key, code=sign(address or key)), FIELDS)
        except TrytonRefused:
            found = self._rivals(door, address, key)
            if found:
                return _own(door, found, key)
            if address is None or not door.find(PARTY, [["code", "=", sign(address)]], [], limit=1):
                raise
            # That party had the address once and got another: a code stays, and is all that is left of it.
            made = door.create(PARTY, parties.new_party(draft, key=key, code=sign(f"{address} {key}")), FIELDS)
        return parties.customer(door.database, made)

    def _rivals(self, door: Door, address: str | None, key: str) -> list[Record]:
        """Who was made with the key, or has the address: one question for both."""
        wanted: list[Any] = [["identifiers.code", "=", key]]
        if address is not None:
            wanted = ["OR", wanted, [_reached_by(address)]]
        found = door.find(PARTY, wanted, FIELDS)
        return [
            party
            for party in found
            if parties.was_made_with(party, key) or (address is not None and parties.has_address(party, address))
        ]

    def _with_address(self, door: Door, address: str | None) -> list[Record]:
        if address is None:
            return []
        found = door.find(PARTY, [_reached_by(address)], FIELDS, order=[["id", "ASC"]])
        return [party for party in found if parties.has_address(party, address)]

    def _check_address_is_free(self, door: Door, party: Record, address: str | None) -> None:
        if any(other["id"] != party["id"] for other in self._with_address(door, address)):
            raise AddressTaken.because_another_party_has_it()

    def _party(self, door: Door, customer_id: str, fields: tuple[str, ...] = FIELDS) -> Record | None:
        number = their_id(door.database, customer_id)
        found = [] if number is None else door.find(PARTY, [["id", "=", number]], fields or ("name",), limit=1)
        return found[0] if found else None

    def _known(self, door: Door, customer_id: str, fields: tuple[str, ...] = FIELDS) -> Record:
        party = self._party(door, customer_id, fields)
        if party is None:
            raise CustomerNotFound.because_unknown_customer(customer_id)
        return party


def _reached_by(address: str) -> list[Any]:
    """However it is written there; whatever else this finds is sifted out by the key of what was found."""
    forms = ["OR", *(["value", "ilike", _literally(form)] for form in written_forms(address))]
    return ["contact_mechanisms", "where", [["type", "=", "email"], forms]]


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _own(door: Door, found: list[Record], key: str) -> Customer:
    """The one this key made. Raises AddressTaken when it made none of them."""
    for party in found:
        if parties.was_made_with(party, key):
            return parties.customer(door.database, party)
    raise AddressTaken.because_another_party_has_it()

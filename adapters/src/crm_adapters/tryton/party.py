"""A customer as a party: a fact without a field in Tryton is a contact mechanism of the kind *other*, with a label."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_adapters.tryton.client import Record
from crm_adapters.tryton.tryton import our_id
from crm_core.email_addresses import email_key
from crm_operations.providers import Customer, CustomerDraft

PARTY = "party.party"
MECHANISMS = ("type", "value", "name")
FIELDS = (
    "name",
    "code",
    "lang.code",
    "identifiers.code",
    *(f"contact_mechanisms.{field}" for field in MECHANISMS),
)
KINDS: Mapping[str, tuple[str, str | None]] = {
    "email": ("email", None),
    "phone": ("phone", None),
    "contact_name": ("other", "Contact person"),
    "industry": ("other", "Industry"),
    "owner_id": ("other", "Account owner"),
}
"""Of each of our fields: the kind of mechanism and its label; with no label the first of its kind is meant."""
PHONES = ("phone", "mobile")


def customer(database: str, party: Record) -> Customer:
    mechanisms = {field: _mechanism(party, field) for field in KINDS}
    values: dict[str, str | None] = {
        field: None if found is None else found["value"] for field, found in mechanisms.items()
    }
    contact = mechanisms["contact_name"]
    return Customer(
        id=our_id(database, party["id"]),
        name=party["name"] or "",
        contact_id=None if contact is None else f"contact-{our_id(database, contact['id'])}",
        **values,
    )


def was_created_with(party: Record, key: str) -> bool:
    return any(identifier["code"] == key for identifier in party["identifiers"])


def has_address(party: Record, key: str) -> bool:
    return any(email_key(each["value"]) == key for each in party["contact_mechanisms"] if each["type"] == "email")


def new_party(draft: CustomerDraft, *, key: str, code: str) -> Mapping[str, Any]:
    """The values of a new party, with an address for invoices and its contact mechanisms."""
    facts = draft.model_dump(include=set(KINDS))
    return {
        "name": draft.name,
        "code": code,
        "addresses": [["create", [{}]]],
        "identifiers": [["create", [{"code": key}]]],
        "contact_mechanisms": [["create", [_new(field, value) for field, value in facts.items() if value]]],
    }


def changes(party: Record, values: Mapping[str, str | None]) -> Mapping[str, Any]:
    """The values that set these fields; for None the contact mechanism is deleted."""
    commands: list[Sequence[Any]] = []
    for field, value in values.items():
        if field not in KINDS:
            continue
        found = _mechanism(party, field)
        if value and found is None:
            commands.append(["create", [_new(field, value)]])
        elif value and found is not None:
            commands.append(["write", [found["id"]], {"value": value.strip()}])
        elif found is not None:
            commands.append(["delete", [found["id"]]])
    written: dict[str, Any] = {"name": values["name"]} if "name" in values else {}
    return {**written, "contact_mechanisms": commands} if commands else written


def _new(field: str, value: str) -> Mapping[str, Any]:
    kind, label = KINDS[field]
    return {"type": kind, "value": value.strip(), "name": label}


def _mechanism(party: Record, field: str) -> Record | None:
    kind, label = KINDS[field]
    kinds = PHONES if kind == "phone" else (kind,)
    return next(
        (
            each
            for each in party["contact_mechanisms"]
            if each["type"] in kinds and (label is None or each["name"] == label)
        ),
        None,
    )

"""Facts for which Tryton has no field: when a quotation was sent and decided, and why; stored as notes of the sale.

They are not stored in its comment, which is printed on the customer's documents.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from crm_adapters.tryton.client import Record, TrytonClient
from crm_core.values import Utc, Value, as_utc

NOTE = "ir.note"
_FORM = re.compile(r"CRM: (?P<event>[a-z]+) at (?P<at>\S+)(?:\n(?P<reason>.*))?", re.DOTALL)


class Event(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REOPENED = "reopened"
    """Back to a draft: whatever happened before counts no more."""


class Noted(Value):
    event: Event
    at: Utc
    reason: str | None = None

    @classmethod
    def read(cls, message: str) -> "Noted | None":
        """The fact in a note; None for a note that a person wrote."""
        form = _FORM.fullmatch(message.strip())
        if form is None or form["event"] not in set(Event):
            return None
        try:
            at = datetime.fromisoformat(form["at"])
            return cls(event=Event(form["event"]), at=at, reason=form["reason"])
        except ValueError:
            return None

    def __str__(self) -> str:
        first = f"CRM: {self.event} at {self.at.isoformat()}"
        return first if self.reason is None else f"{first}\n{self.reason}"


class SaleNotes:
    """The facts noted of one sale, oldest first."""

    def __init__(self, noted: Sequence[Noted] = ()) -> None:
        reopened = [index for index, each in enumerate(noted) if each.event is Event.REOPENED]
        self._noted = noted[reopened[-1] + 1 :] if reopened else noted

    def going_on(self, noted: Noted) -> "SaleNotes":
        return SaleNotes([*self._noted, noted])

    def first(self, event: Event) -> Noted | None:
        return next((each for each in self._noted if each.event is event), None)


def note(client: TrytonClient, sale: int, event: Event, at: datetime, reason: str | None = None) -> Noted:
    noted = Noted(event=event, at=as_utc(at), reason=reason)
    client.create(NOTE, {"resource": f"sale.sale,{sale}", "message": str(noted)}, ["create_date"])
    return noted


def notes_of_sales(client: TrytonClient, sales: Iterable[int]) -> dict[int, SaleNotes]:
    """The notes of each of these sales, by one query; no query without sales."""
    resources = [f"sale.sale,{sale}" for sale in sales]
    if not resources:
        return {}
    found = client.find(NOTE, [["resource", "in", resources]], ["resource", "message"], order=[["id", "ASC"]])
    by_sale: dict[int, list[Noted]] = {}
    for each in found:
        noted = Noted.read(each["message"] or "")
        if noted is not None:
            by_sale.setdefault(_sale_of(each), []).append(noted)
    return {sale: SaleNotes(noted) for sale, noted in by_sale.items()}


def _sale_of(found: Record) -> int:
    resource = found["resource"]
    return int(str(resource).rpartition(",")[2])

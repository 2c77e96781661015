"""A deal as an opportunity in Tryton: its reference is our id, its party the customer, its sales the quotations."""

from collections.abc import Mapping
from typing import Any

from crm_adapters.tryton.door import Door, Record

OPPORTUNITY = "sale.opportunity"
CANCELLED = "cancelled"


def new_opportunity(door: Door, party: int, opportunity_id: str) -> Mapping[str, Any]:
    return {"party": party, "company": door.company, "reference": opportunity_id}


def links(door: Door, party: int, opportunity_id: str) -> list[Record]:
    return door.find(OPPORTUNITY, [["reference", "=", opportunity_id], ["party", "=", party]], ["state"])


def unlink(door: Door, link: Record) -> None:
    """Tryton deletes only what was cancelled. Raises Refused for one that has quotations."""
    if link["state"] != CANCELLED:
        door.press(OPPORTUNITY, link["id"], "cancel", ["state"])
    door.delete(OPPORTUNITY, link["id"])

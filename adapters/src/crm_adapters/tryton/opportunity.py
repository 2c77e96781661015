"""A deal as an opportunity in Tryton: its reference is our id, its party the customer, its sales the quotations."""

from collections.abc import Mapping
from typing import Any

from crm_adapters.tryton.client import Record, TrytonClient

OPPORTUNITY = "sale.opportunity"
CANCELLED = "cancelled"


def new_opportunity(client: TrytonClient, party: int, opportunity_id: str) -> Mapping[str, Any]:
    return {"party": party, "company": client.company, "reference": opportunity_id}


def links(client: TrytonClient, party: int, opportunity_id: str) -> list[Record]:
    return client.find(OPPORTUNITY, [["reference", "=", opportunity_id], ["party", "=", party]], ["state"])


def unlink(client: TrytonClient, link: Record) -> None:
    """Cancels and deletes it, since Tryton deletes only what was cancelled. Raises Refused for one with quotations."""
    if link["state"] != CANCELLED:
        client.call_button(OPPORTUNITY, link["id"], "cancel", ["state"])
    client.delete(OPPORTUNITY, link["id"])

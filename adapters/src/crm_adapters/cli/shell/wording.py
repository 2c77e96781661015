"""What fields of requests are called at the command line, where their name does not say so."""

from collections.abc import Mapping
from typing import NamedTuple

VALUE, CURRENCY = "value", "currency"
"""An amount is written as these two, whatever its field is called."""
CURRENCY_FIELD, MINOR = "currency_code", "_minor"


class Written(NamedTuple):
    name: str
    metavar: str = "TEXT"
    is_argument: bool = False
    """Stands without a name where it is required."""


WRITTEN: Mapping[str, Written] = {
    "activity_type": Written("type", "TYPE", is_argument=True),
    "assigned_to": Written("assigned-to", "USER"),
    "campaign_id": Written("campaign"),
    "contact_id": Written("contact", "ID"),
    "customer_id": Written("customer", "ID"),
    "due_date": Written("due", "WHEN"),
    "expected_close_date": Written("close-date", "DATE"),
    "from_user": Written("from", "PERSON", is_argument=True),
    "is_default": Written("default"),
    "lead_id": Written("lead", "LEAD"),
    "opportunity_name": Written("name"),
    "outcome": Written("outcome", "OUTCOME"),
    "override_reason": Written("override", "REASON"),
    "owner_id": Written("owner", "USER"),
    "party_id": Written("customer", "ID"),
    "pipeline_id": Written("pipeline", "NAME"),
    "probability_basis_points": Written("probability", "PERCENT"),
    "quotation_id": Written("quotation", "ID"),
    "reason": Written("reason"),
    "source": Written("source", "SOURCE"),
    "stage": Written("stage", "STAGE"),
    "stages": Written("stages", "FILE"),
    "to_user": Written("to", "PERSON"),
    "user_id": Written("user", "USER", is_argument=True),
    "where": Written("where", "CEL"),
    "with_retired": Written("all"),
}


def written_as(field: str) -> str:
    """What errors call a field: its option, or its argument, where that has another name."""
    if field == CURRENCY_FIELD:
        return f"--{CURRENCY}"
    if field.endswith(MINOR):
        return f"--{VALUE}"
    written = WRITTEN.get(field)
    if written is None or written.name == field:
        return field
    return written.metavar if written.is_argument else f"--{written.name}"

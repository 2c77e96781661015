"""Our own facts: whole or absent, never half."""

from collections import Counter
from collections.abc import Iterator

from snapshot import Snapshot, by_id, is_conversion_note

from crm_core.identity import NumberKind, business_number
from crm_core.leads import LeadStatus


def half_conversions(seen: Snapshot) -> Iterator[str]:
    leads, opportunities = by_id(seen.leads), by_id(seen.opportunities)
    for lead in seen.leads:
        opportunity = opportunities.get(lead["converted_to_opportunity_id"])
        if lead["status"] == LeadStatus.CONVERTED_TO_OPPORTUNITY and opportunity is None:
            yield f"lead {lead['lead_number']} is converted, and there is no deal of it"
        if opportunity is not None and (opportunity["lead_id"], opportunity["party_id"]) != (
            lead["id"],
            lead["party_id"],
        ):
            yield f"lead {lead['lead_number']} and its deal {opportunity['opportunity_number']} do not belong together"
    notes = Counter(row["related_entity_id"] for row in seen.activities if is_conversion_note(row))
    for opportunity in seen.opportunities:
        if not opportunity["converted_lead_id"]:
            continue
        origin = leads.get(opportunity["converted_lead_id"])
        if origin is None or origin["converted_to_opportunity_id"] != opportunity["id"]:
            yield f"deal {opportunity['opportunity_number']} came of a lead that is not converted to it"
        if notes[opportunity["id"]] != 1:
            yield f"deal {opportunity['opportunity_number']} has {notes[opportunity['id']]} notes of its conversion"


def doubled_journeys(seen: Snapshot) -> Iterator[str]:
    numbers = {lead["id"]: lead["lead_number"] for lead in seen.leads}
    travels = Counter(row["lead_id"] for row in seen.journeys if row["lead_id"])
    for lead_id, count in travels.items():
        if count > 1:
            yield f"lead {numbers.get(lead_id, lead_id)} is on {count} journeys"
    fields = ("journey_id", "step_type", "entity_type", "entity_id", "entered_at")
    steps = Counter(tuple(step[field] for field in fields) for step in seen.steps if step["entity_id"])
    for (journey_id, step_type, *_), count in steps.items():
        if count > 1:
            yield f"journey {journey_id} has the same {step_type} {count} times"


def gaps_in_numbers(seen: Snapshot) -> Iterator[str]:
    """What the counters gave out against what bears a number; a withdrawn quotation keeps its own."""
    handed_out = Counter(
        business_number(NumberKind(row["kind"]), row["year"], count)
        for row in (*seen.numbers, *seen.their_numbers)
        for count in range(1, row["last"] + 1)
    )
    used = Counter(
        [
            *(lead["lead_number"] for lead in seen.leads),
            *(opportunity["opportunity_number"] for opportunity in seen.opportunities),
            *(row["number"] for row in (*seen.all_quotations, *seen.orders)),
        ]
    )
    for number in sorted(handed_out.keys() | used.keys()):
        if handed_out[number] != used[number]:
            yield f"number {number} was given {handed_out[number]} times and is used {used[number]} times"

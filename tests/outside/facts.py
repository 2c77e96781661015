"""Our own facts: whole or absent, never half."""

from collections import Counter
from collections.abc import Iterator

from picture import Picture, by_id, is_conversion_note

from crm_core.identity import NumberKind, business_number
from crm_core.leads import LeadStatus


def half_conversions(seen: Picture) -> Iterator[str]:
    leads, deals = by_id(seen.leads), by_id(seen.deals)
    for lead in seen.leads:
        deal = deals.get(lead["converted_to_opportunity_id"])
        if lead["status"] == LeadStatus.CONVERTED_TO_OPPORTUNITY and deal is None:
            yield f"lead {lead['lead_number']} is converted, and there is no deal of it"
        if deal is not None and (deal["lead_id"], deal["party_id"]) != (lead["id"], lead["party_id"]):
            yield f"lead {lead['lead_number']} and its deal {deal['opportunity_number']} do not belong together"
    notes = Counter(row["related_entity_id"] for row in seen.activities if is_conversion_note(row))
    for deal in seen.deals:
        if not deal["lead_id"]:
            continue
        origin = leads.get(deal["lead_id"])
        if origin is None or origin["converted_to_opportunity_id"] != deal["id"]:
            yield f"deal {deal['opportunity_number']} came of a lead that is not converted to it"
        if notes[deal["id"]] != 1:
            yield f"deal {deal['opportunity_number']} has {notes[deal['id']]} notes of its conversion"


def doubled_journeys(seen: Picture) -> Iterator[str]:
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


def gaps_in_numbers(seen: Picture) -> Iterator[str]:
    """What the counters gave out against what bears a number; a withdrawn quotation keeps its own."""
    given = Counter(
        business_number(NumberKind(row["kind"]), row["year"], count)
        for row in (*seen.numbers, *seen.their_numbers)
        for count in range(1, row["last"] + 1)
    )
    used = Counter(
        [
            *(lead["lead_number"] for lead in seen.leads),
            *(deal["opportunity_number"] for deal in seen.deals),
            *(row["number"] for row in (*seen.all_quotations, *seen.orders)),
        ]
    )
    for number in sorted(given.keys() | used.keys()):
        if given[number] != used[number]:
            yield f"number {number} was given {given[number]} times and is used {used[number]} times"

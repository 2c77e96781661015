"""What the partner systems hold against what our deals know of it."""

from collections import Counter
from collections.abc import Iterator

from snapshot import Snapshot, by_id
from sqlalchemy import RowMapping

from crm_core.identity import EntityKind
from crm_core.pipelines import Outcome
from crm_core.quotations import VersionStatus, agrees
from crm_operations.providers import QuotationStatus


def wrong_customers(seen: Snapshot) -> Iterator[str]:
    known = {opportunity["party_id"] for opportunity in seen.opportunities}
    addresses = Counter(row["email"].strip().casefold() for row in seen.customers if row["email"])
    for address, count in addresses.items():
        if count > 1:
            yield f"{count} customers have the e-mail address {address}"
    makers = Counter(row["lead_id"] for row in seen.customers if row["lead_id"])
    for lead_id, count in makers.items():
        if count > 1:
            yield f"{count} customers were made of lead {lead_id}"
    for row in seen.customers:
        if row["lead_id"] and row["id"] not in known:
            yield f"customer {row['id']} was made of lead {row['lead_id']}, and no deal is theirs"


def wrong_links(seen: Snapshot) -> Iterator[str]:
    """A deal that came of a lead is linked by its conversion; one that was opened by hand need not be."""
    numbers = {each["id"]: each["opportunity_number"] for each in seen.opportunities}
    links = {(link["customer_id"], link["opportunity_id"]) for link in seen.links}
    opportunities = {(each["party_id"], each["id"]) for each in seen.opportunities}
    converted = {(each["party_id"], each["id"]) for each in seen.opportunities if each["converted_lead_id"]}
    for customer_id, linked_id in sorted(converted - links):
        yield f"customer {customer_id} is not linked to deal {numbers[linked_id]}"
    for customer_id, linked_id in sorted(links - opportunities):
        yield f"customer {customer_id} is linked to {numbers.get(linked_id, linked_id)}, which is no deal of theirs"
    customers = by_id(seen.customers)
    for each in seen.opportunities:
        if each["party_id"] not in customers:
            yield f"deal {each['opportunity_number']} is with customer {each['party_id']}, whom nobody knows"


def wrong_quotations(seen: Snapshot) -> Iterator[str]:
    opportunities = by_id(seen.opportunities)
    versions = {version["quotation_id"]: version for version in seen.entities[EntityKind.QUOTATION]}
    for row in seen.quotations:
        opportunity = opportunities.get(row["opportunity_id"])
        text = f"quotation {row['number']} is {row['status']}"
        if opportunity is None:
            yield f"{text}, and there is no deal {row['opportunity_id']}"
        elif (version := versions.get(row["id"])) is not None:
            yield from (f"{text}, and its version here {problem}" for problem in _of_version(version, row))
        elif row["status"] == QuotationStatus.REJECTED or opportunity["reopened_count"]:
            continue
        elif opportunity["converted_to_quote_id"] != row["id"]:
            yield f"{text}, and deal {opportunity['opportunity_number']} does not know it"
        elif opportunity["outcome"] != (Outcome.WON if row["status"] == QuotationStatus.ACCEPTED else Outcome.OPEN):
            yield f"{text}, and deal {opportunity['opportunity_number']} is {opportunity['outcome']}"


def wrong_versions(seen: Snapshot) -> Iterator[str]:
    """What is kept here of quotations against what the sales system has."""
    versions = {version["quotation_id"]: version for version in seen.entities[EntityKind.QUOTATION]}
    for row in seen.quotations:
        if (version := versions.pop(row["id"], None)) is not None:
            yield from (f"the version here of quotation {row['number']} {each}" for each in _of_version(version, row))
    yield from (f"quotation {each['quotation_number']} is kept here, and nobody knows it" for each in versions.values())


def _of_version(version: RowMapping, row: RowMapping) -> Iterator[str]:
    if not agrees(VersionStatus(version["status"]), VersionStatus(row["status"])):
        yield f"is {version['status']}"
    if (version["net_minor"], version["currency_code"]) != (row["total_minor"], row["currency_code"]):
        yield f"is over {version['net_minor']}, not {row['total_minor']}"
    if version["valid_until"] != row["valid_until"]:
        yield f"is valid until {version['valid_until']}, not {row['valid_until']}"


def wrong_won_opportunities(seen: Snapshot) -> Iterator[str]:
    quotations = by_id(seen.quotations)
    for opportunity in seen.opportunities:
        if opportunity["outcome"] != Outcome.WON:
            continue
        text = f"deal {opportunity['opportunity_number']} is won"
        quotation = quotations.get(opportunity["converted_to_quote_id"])
        if quotation is None or quotation["status"] != QuotationStatus.ACCEPTED:
            yield f"{text}, and its quotation is not accepted"
            continue
        ours = f"{opportunity['actual_value_minor']} {opportunity['currency_code']}"
        theirs = f"{quotation['total_minor']} {quotation['currency_code']}"
        if ours != theirs:
            yield f"{text} at {ours}, and quotation {quotation['number']} is over {theirs}"


def wrong_orders(seen: Snapshot) -> Iterator[str]:
    opportunities, orders, quotations = by_id(seen.opportunities), by_id(seen.orders), by_id(seen.quotations)
    for order in seen.orders:
        opportunity, quotation = opportunities.get(order["opportunity_id"]), quotations.get(order["quotation_id"])
        if opportunity is None or (
            opportunity["converted_to_order_id"] != order["id"] and not opportunity["reopened_count"]
        ):
            yield f"order {order['id']} is placed, and its deal does not know it"
        if quotation is None or order["total_minor"] != quotation["total_minor"]:
            yield f"order {order['id']} is not over what its quotation says"
    for opportunity in seen.opportunities:
        if opportunity["converted_to_order_id"] and opportunity["converted_to_order_id"] not in orders:
            yield f"deal {opportunity['opportunity_number']} is ordered, and nobody knows its order"

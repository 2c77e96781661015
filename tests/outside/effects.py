"""What the partner systems hold against what our deals know of it."""

from collections import Counter
from collections.abc import Iterator

from picture import Picture, by_id

from crm_core.pipelines import Outcome
from crm_operations.providers import QuotationStatus


def wrong_customers(seen: Picture) -> Iterator[str]:
    known = {deal["party_id"] for deal in seen.deals}
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


def wrong_links(seen: Picture) -> Iterator[str]:
    """A deal that came of a lead is linked by its conversion; one that was opened by hand need not be."""
    numbers = {deal["id"]: deal["opportunity_number"] for deal in seen.deals}
    links = {(link["customer_id"], link["opportunity_id"]) for link in seen.links}
    deals = {(deal["party_id"], deal["id"]) for deal in seen.deals}
    converted = {(deal["party_id"], deal["id"]) for deal in seen.deals if deal["lead_id"]}
    for customer_id, deal_id in sorted(converted - links):
        yield f"customer {customer_id} is not linked to deal {numbers[deal_id]}"
    for customer_id, deal_id in sorted(links - deals):
        yield f"customer {customer_id} is linked to {numbers.get(deal_id, deal_id)}, which is no deal of theirs"
    customers = by_id(seen.customers)
    for deal in seen.deals:
        if deal["party_id"] not in customers:
            yield f"deal {deal['opportunity_number']} is with customer {deal['party_id']}, whom nobody knows"


def wrong_quotations(seen: Picture) -> Iterator[str]:
    deals = by_id(seen.deals)
    for row in seen.quotations:
        deal = deals.get(row["opportunity_id"])
        said = f"quotation {row['number']} is {row['status']}"
        if deal is None:
            yield f"{said}, and there is no deal {row['opportunity_id']}"
        elif row["status"] == QuotationStatus.REJECTED or deal["reopened_count"]:
            continue
        elif deal["converted_to_quote_id"] != row["id"]:
            yield f"{said}, and deal {deal['opportunity_number']} does not know it"
        elif deal["outcome"] != (Outcome.WON if row["status"] == QuotationStatus.ACCEPTED else Outcome.OPEN):
            yield f"{said}, and deal {deal['opportunity_number']} is {deal['outcome']}"


def wrong_won_deals(seen: Picture) -> Iterator[str]:
    quotations = by_id(seen.quotations)
    for deal in seen.deals:
        if deal["outcome"] != Outcome.WON:
            continue
        said = f"deal {deal['opportunity_number']} is won"
        quotation = quotations.get(deal["converted_to_quote_id"])
        if quotation is None or quotation["status"] != QuotationStatus.ACCEPTED:
            yield f"{said}, and its quotation is not accepted"
            continue
        ours = f"{deal['actual_value_minor']} {deal['currency_code']}"
        theirs = f"{quotation['total_minor']} {quotation['currency_code']}"
        if ours != theirs:
            yield f"{said} at {ours}, and quotation {quotation['number']} is over {theirs}"


def wrong_orders(seen: Picture) -> Iterator[str]:
    deals, orders, quotations = by_id(seen.deals), by_id(seen.orders), by_id(seen.quotations)
    for order in seen.orders:
        deal, quotation = deals.get(order["opportunity_id"]), quotations.get(order["quotation_id"])
        if deal is None or (deal["converted_to_order_id"] != order["id"] and not deal["reopened_count"]):
            yield f"order {order['id']} is placed, and its deal does not know it"
        if quotation is None or order["total_minor"] != quotation["total_minor"]:
            yield f"order {order['id']} is not over what its quotation says"
    for deal in seen.deals:
        if deal["converted_to_order_id"] and deal["converted_to_order_id"] not in orders:
            yield f"deal {deal['opportunity_number']} is ordered, and nobody knows its order"

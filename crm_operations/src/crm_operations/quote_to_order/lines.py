"""The lines of a quotation, as the sales system takes them and as they are kept here."""

from decimal import Decimal

from crm_core.money import LARGEST_AMOUNT
from crm_core.quotations import DraftQuotation, PricedLine, totals
from crm_core.vocabulary import LARGEST_COUNT
from crm_operations.providers import Quotation, QuotationLine, QuotedLine


def lines_to_send(request: DraftQuotation) -> tuple[QuotationLine, ...]:
    """Each at what it is worth after every discount, so that the sales system adds up to the same."""
    figures = totals(request.lines, request.header_discount).lines
    return tuple(
        QuotationLine(description=line.description, unit_price_minor=worth.net_minor)
        for line, worth in zip(request.lines, figures, strict=True)
    )


def lines_as_kept(quotation: Quotation) -> tuple[PricedLine, ...]:
    """What the sales system has; a line that cannot be kept, such as a negative one, leaves one over the total."""
    if all(_can_be_kept(line) for line in quotation.lines):
        kept = tuple(
            PricedLine(
                description=line.description, quantity=Decimal(line.quantity), unit_price_minor=line.unit_price_minor
            )
            for line in quotation.lines
        )
        if sum(line.net_minor for line in kept) == quotation.total.minor:
            return kept
    total = min(max(quotation.total.minor, 0), LARGEST_AMOUNT)
    return (PricedLine(description=quotation.number, unit_price_minor=total),)


def _can_be_kept(line: QuotedLine) -> bool:
    is_priced = 0 <= line.unit_price_minor <= LARGEST_AMOUNT
    return is_priced and 0 < line.quantity <= LARGEST_COUNT and bool(line.description.strip())

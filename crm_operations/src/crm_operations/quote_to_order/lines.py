"""The lines of a quotation, as the sales system takes them and as they are stored here."""

from crm_core.money import LARGEST_AMOUNT
from crm_core.quotations import DraftQuotation, HeaderDiscount, LineTerms, PricedLine, totals
from crm_operations.providers import Quotation, QuotationLine, QuotedLine


def lines_to_send(request: DraftQuotation) -> tuple[QuotationLine, ...]:
    """What the customer reads of each: without its cost, its category and its list price."""
    return tuple(QuotationLine.of(line) for line in request.lines)


def discount_to_send(request: DraftQuotation) -> int:
    """What is off all lines, in minor units. Raises Invalid for one beyond them."""
    return totals(request.lines, request.header_discount).discount_minor


def draft_of(quotation: Quotation) -> DraftQuotation:
    """What the sales system has; a line that cannot be stored, such as a negative one, leaves one over the total."""
    discount = HeaderDiscount.model_construct(minor=quotation.discount_minor, basis_points=0)
    if all(_fits(line) for line in quotation.lines) and quotation.discount_minor >= 0:
        lines = tuple(
            PricedLine(**{field: getattr(line, field) for field in LineTerms.model_fields}) for line in quotation.lines
        )
        if sum(line.net_minor for line in lines) - quotation.discount_minor == quotation.total.minor:
            return DraftQuotation(lines=lines, header_discount=discount)
    total = min(max(quotation.total.minor, 0), LARGEST_AMOUNT)
    return DraftQuotation(lines=(PricedLine(description=quotation.number, unit_price_minor=total),))


def _fits(line: QuotedLine) -> bool:
    try:
        QuotationLine.model_validate(dict(line))
    except ValueError:
        return False
    return True

"""The lines of a quotation, as the sales system takes them and as they are stored here."""

from collections.abc import Collection, Sequence

from crm_core.errors import Invalid
from crm_core.money import LARGEST_AMOUNT
from crm_core.products import Product, ProductFilter
from crm_core.quotations import AskedLine, DraftQuotation, HeaderDiscount, LineTerms, PricedLine, priced, totals
from crm_operations.providers import Quotation, QuotationLine, QuotedLine
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


def priced_lines(
    work: UnitOfWork,
    asked: Sequence[AskedLine],
    currency: str,
    settings: OperationsSettings,
    *,
    former: Collection[PricedLine] = (),
) -> tuple[PricedLine, ...]:
    """Each with what the catalog has of its product; ``former`` ones stay as they were quoted.

    Raises ProductIsRetired; Invalid for a line without a name or a price, or where the tenant sells nothing else for
    a code that is not in the catalog.
    """
    quoted = {_facts(line): line for line in former}
    new = {line.code for line in asked if line.code is not None and _facts(line) not in quoted}
    catalog = _products_of(work, new)
    if settings.quotations.known_products_only and (unknown := sorted(new - catalog.keys())):
        raise Invalid.field("lines", f"the catalog has no {', '.join(unknown)}", "add it with `crm product add`")
    return tuple(
        quoted.get(_facts(line)) or priced(line, catalog.get(line.code or ""), currency, position)
        for position, line in enumerate(asked, 1)
    )


def _facts(line: AskedLine) -> tuple[object, ...]:
    return tuple(value for _, value in line)


def _products_of(work: UnitOfWork, codes: Collection[str]) -> dict[str, Product]:
    found = (work.products.find(ProductFilter(code=code, limit=1)) for code in codes)
    return {product.code: product for page in found for product in page}


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

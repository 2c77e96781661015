"""What a line that is asked for leaves out is what the catalog has of its product at that moment."""

from collections.abc import Mapping

from crm_core.errors import Invalid
from crm_core.products import Product, ProductIsRetired
from crm_core.quotations.line import AskedLine, PricedLine

_NEEDED = {
    "description": ("name", "say what it is called, or name the code of a product"),
    "unit_price_minor": ("price", "name one, or the code of a product with a list price in the deal's currency"),
}


def priced(line: AskedLine, product: Product | None, currency: str, position: int) -> PricedLine:
    """With what its product is now; ``position`` counts from 1.

    Raises ProductIsRetired; Invalid for a line whose name or price nobody told.
    """
    if product is not None and not product.is_active:
        raise ProductIsRetired.because_it_is_sold_no_more(product.code)
    asked = dict(line)
    for name, value in ({} if product is None else _known(product, currency)).items():
        asked[name] = value if asked[name] is None else asked[name]
    if asked["unit_price_minor"] is None:
        asked["unit_price_minor"] = asked["list_price_minor"]
    for name, (words, remedy) in _NEEDED.items():
        if asked[name] is None:
            raise Invalid.field("lines", f"line {position} has no {words}", remedy)
    return PricedLine.model_construct(**asked)


def _known(product: Product, currency: str) -> Mapping[str, object]:
    return {
        "description": product.name,
        "category": product.category,
        "list_price_minor": product.list_price_in(currency),
    }

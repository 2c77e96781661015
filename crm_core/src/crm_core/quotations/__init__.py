"""Quotations: their lines and totals, their versions with what the sales system cannot hold, and their differences."""

from crm_core.quotations.adding_up import (
    NO_DISCOUNT,
    HeaderDiscount,
    LineFigures,
    QuotationTotals,
    SoldLine,
    TaxFigures,
    line_figures,
    net_and_tax,
    totals,
)
from crm_core.quotations.asking import priced
from crm_core.quotations.comparing import FieldChange, LineChange, QuotationDiff, diff
from crm_core.quotations.events import (
    QuotationCreated,
    QuotationExtended,
    QuotationRevised,
    QuotationStatusChanged,
    VersionRefused,
)
from crm_core.quotations.line import (
    MOST_LINES,
    QUANTITY_DIGITS,
    AskedLine,
    AskedLines,
    LineTerms,
    PricedLine,
    PricedLines,
    ProductCode,
    Quantity,
    line_net,
)
from crm_core.quotations.status import LIVE, VersionStatus, agrees
from crm_core.quotations.version import (
    DraftQuotation,
    QuotationVersion,
    QuotationVersionFilter,
    QuotationVersionNotFound,
)

__all__ = [
    "LIVE",
    "MOST_LINES",
    "NO_DISCOUNT",
    "QUANTITY_DIGITS",
    "AskedLine",
    "AskedLines",
    "DraftQuotation",
    "FieldChange",
    "HeaderDiscount",
    "LineChange",
    "LineFigures",
    "LineTerms",
    "PricedLine",
    "PricedLines",
    "ProductCode",
    "Quantity",
    "QuotationCreated",
    "QuotationDiff",
    "QuotationExtended",
    "QuotationRevised",
    "QuotationStatusChanged",
    "QuotationTotals",
    "QuotationVersion",
    "QuotationVersionFilter",
    "QuotationVersionNotFound",
    "SoldLine",
    "TaxFigures",
    "VersionRefused",
    "VersionStatus",
    "agrees",
    "diff",
    "line_figures",
    "line_net",
    "net_and_tax",
    "priced",
    "totals",
]

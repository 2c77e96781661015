"""Credits: who is credited with how much of a deal, the one source of quotas, commissions and actuals."""

from crm_core.credits.allocation import credits_of, parts_of
from crm_core.credits.credit import (
    OVERLAY,
    REVENUE,
    Credit,
    CreditBasis,
    CreditCause,
    CreditedPerson,
    CreditFact,
    CreditRow,
    Place,
    ProductCode,
    ProductValue,
    Share,
    Shares,
)
from crm_core.credits.refusals import CreditedAlready
from crm_core.credits.reversal import (
    Reversal,
    Standing,
    first_credits,
    give_back,
    share_anew,
    standing,
    take_back,
    take_back_all,
)
from crm_core.credits.store import CreditFilter, CreditStore
from crm_core.credits.sums import CreditDimension, CreditQuery, CreditSum, sums_of

__all__ = [
    "OVERLAY",
    "REVENUE",
    "Credit",
    "CreditBasis",
    "CreditCause",
    "CreditDimension",
    "CreditFact",
    "CreditFilter",
    "CreditQuery",
    "CreditRow",
    "CreditStore",
    "CreditSum",
    "CreditedAlready",
    "CreditedPerson",
    "Place",
    "ProductCode",
    "ProductValue",
    "Reversal",
    "Share",
    "Shares",
    "Standing",
    "credits_of",
    "first_credits",
    "give_back",
    "parts_of",
    "share_anew",
    "standing",
    "sums_of",
    "take_back",
    "take_back_all",
]

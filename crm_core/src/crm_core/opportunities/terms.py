"""The terms of a deal that somebody may have to agree to, and the fields that make a deal another one."""

from typing import Annotated

from pydantic import Field

from crm_core.money import BasisPoints, SignedBasisPoints
from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.values import Value
from crm_core.vocabulary import ShortText

PaymentDays = Annotated[int, Field(ge=0, le=36_500), IMPERSONAL]
TermMonths = Annotated[int, Field(ge=0, le=1_200), IMPERSONAL]

Clauses = Annotated[tuple[Annotated[ShortText, PERSONAL], ...], Field(max_length=100)]


class DealTerms(Value):
    """Unknown is None, and asks for nothing; 0 is a value."""

    discount_basis_points: BasisPoints | None = Field(default=None, description="Off the list price, such as 12.5 %.")
    margin_basis_points: SignedBasisPoints | None = Field(
        default=None, description="What is earned on it, such as 35 %; less than 0 for a loss."
    )
    payment_days: PaymentDays | None = Field(default=None, description="Days the customer has to pay.")
    term_months: TermMonths | None = Field(default=None, description="Months it binds both sides.")
    non_standard_clauses: Clauses | None = Field(
        default=None, description="What the contract says otherwise than usual; may be repeated."
    )


MATERIAL_FIELDS = frozenset(
    {"party_id", "expected_revenue_minor", "actual_value_minor", "currency_code", *DealTerms.model_fields}
)
"""Those of an opportunity on which a yes to it rests."""

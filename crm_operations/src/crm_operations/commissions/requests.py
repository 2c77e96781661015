"""What is asked about a period of a plan on its way to be paid."""

from pydantic import Field

from crm_core.fiscal import PeriodId
from crm_core.money import SignedMinorUnits, StoredCurrency, TotalMinorUnits
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Count, FreeText, Name, PersonId, Reason, Total


class PlanPeriod(Value):
    """A period of a plan."""

    plan: Name = Field(description="Which plan.")
    period: PeriodId = Field(description="Which period, such as 2017-Q4.")


class ReopenPeriod(PlanPeriod):
    """Opens a submitted period again."""

    reason: Reason


class ApproveStatement(PlanPeriod):
    """Says yes to what one person is paid."""

    user: PersonId = Field(description="Whose statement.")
    comment: FreeText | None = Field(default=None, description="What to say to it.")


class AdjustCommission(PlanPeriod):
    """Posts an amount that no deal explains; a wrong one is taken off by another."""

    user: PersonId = Field(description="Who is paid it, or is to give it back.")
    amount_minor: SignedMinorUnits = Field(description="How much, in the plan's currency; below 0 is taken off.")
    corrects: Count | None = Field(default=None, description="The number of the entry that it is about.")
    reason: Reason


class Adjusted(Value):
    """The entry that was posted; ``posted_period`` is a later one where the period is not open any more."""

    entry: Total
    user: AnyText
    plan: AnyText
    posted_period: AnyText
    amount_minor: TotalMinorUnits
    currency_code: StoredCurrency

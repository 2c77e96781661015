"""The gate before a deal is won: over its thresholds it takes a yes that still holds (FUN-CRMOP-0031)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from crm_core.approvals import (
    ApprovalCase,
    ApprovalLevel,
    ApprovalRequest,
    ApprovalResult,
    ApprovalState,
    DealApprovalPolicy,
    MaterialTerms,
    OpportunityApprovalRule,
)
from crm_core.errors import Refused
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.values import Value
from crm_core.vocabulary import AnyText
from crm_operations.approvals.deals import case_of, policy_of
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings

UNKNOWN = "see the request"


class ApprovalMissing(Refused):
    """The facts name the level, and who may say yes, where that is known."""

    @classmethod
    def because_nobody_approved(
        cls, opportunity: Opportunity, result: ApprovalResult, terms: MaterialTerms, newest: "Standing | None"
    ) -> Self:
        """The newest request names who is asked, while it is pending."""
        asked = newest.electorate if newest is not None and newest.is_pending else ()
        remedy = (
            f"wait for request {newest.request_id}"
            if newest is not None and newest.is_pending
            else (f"ask for it: crm approval request {opportunity.opportunity_number}")
        )
        return cls(
            "{opportunity} needs the approval of a {level} ({why}); who may give it: {people}; {remedy}",
            {
                "opportunity": opportunity.opportunity_number,
                "level": str(result.level),
                "why": "; ".join(result.reasons),
                "people": ", ".join(asked) or UNKNOWN,
                "remedy": remedy,
                "value_minor": terms.value_minor,
                "currency": terms.currency_code,
                "is_asked": newest is not None and newest.terms.digest == terms.digest,
            },
        )

    @property
    def level(self) -> ApprovalLevel:
        """Whose yes is missing."""
        return ApprovalLevel(str(self.facts["level"]))

    @property
    def value(self) -> Money | None:
        """What the deal would be won at."""
        minor = self.facts["value_minor"]
        return Money(minor=minor, currency=str(self.facts["currency"])) if isinstance(minor, int) else None

    @property
    def is_asked_at_this_value(self) -> bool:
        """Whether the newest request is about the same terms, however it ended."""
        return bool(self.facts["is_asked"])

    @property
    def is_unasked(self) -> bool:
        """Whether nobody is asked yet, so that only the directory tells who would be."""
        return self.facts["people"] == UNKNOWN

    @property
    def people(self) -> tuple[str, ...]:
        """Who is asked."""
        return tuple(str(self.facts["people"]).split(", "))

    def naming(self, people: Iterable[str]) -> "ApprovalMissing":
        """The same, with those who may say yes."""
        names = ", ".join(people) or "nobody up the owner's chain, so it takes an override"
        return type(self)(self.args[0], {**self.facts, "people": names})


class Standing(Value):
    """The newest request about a deal, as far as the gate asks."""

    request_id: AnyText
    state: ApprovalState
    level: ApprovalLevel
    terms: MaterialTerms
    electorate: tuple[AnyText, ...] = ()

    @classmethod
    def of(cls, request: ApprovalRequest) -> Self:
        """Of this request."""
        return cls(
            request_id=request.id,
            state=request.state,
            level=request.level,
            terms=MaterialTerms.from_attributes(request.terms),
            electorate=request.electorate,
        )

    @property
    def is_pending(self) -> bool:
        return self.state is ApprovalState.PENDING


class Approvable(Value):
    """What decides whether a deal may be won, at any value: policy, case and the newest request."""

    policy: DealApprovalPolicy
    case: ApprovalCase
    newest: Standing | None = None

    @classmethod
    def load(
        cls,
        work: UnitOfWork,
        opportunity: Opportunity,
        settings: OperationsSettings,
        at: datetime,
        value: Money | None = None,
    ) -> "Approvable | None":
        """None where the tenant's gate is off; ``value`` is what it is won at, where that is known."""
        if not settings.approvals.gate:
            return None
        request = work.approvals.newest(opportunity.id)
        return Approvable(
            policy=policy_of(settings),
            case=case_of(work, opportunity, settings, at, value),
            newest=None if request is None else Standing.of(request),
        )

    def require(self, opportunity: Opportunity, value: Money | None) -> None:
        """Whether it may be won at this value. Raises ApprovalMissing."""
        result = self.result(value)
        if result.is_required and not self.holds(result, value):
            raise ApprovalMissing.because_nobody_approved(opportunity, result, self.at(value).terms, self.newest)

    def at(self, value: Money | None) -> ApprovalCase:
        """The case at the value the deal would be won at; None is what is expected of it."""
        if value is None:
            return self.case
        return self.case.at(value_minor=value.minor, currency_code=value.currency)

    def result(self, value: Money | None) -> ApprovalResult:
        """What the deal needs at this value."""
        return OpportunityApprovalRule.evaluate(self.at(value), self.policy)

    def holds(self, result: ApprovalResult, value: Money | None) -> bool:
        """Whether the newest request is a yes to no less than what is asked for now."""
        if self.newest is None or not self.newest.state.is_yes or result.level is None:
            return False
        is_high_enough = self.newest.state.is_overriding or self.newest.level.rank >= result.level.rank
        return is_high_enough and not self.at(value).terms.asks_for_more_than(self.newest.terms)

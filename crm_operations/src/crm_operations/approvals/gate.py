"""The gate before a deal is won: over its thresholds it takes a yes that still holds (FUN-CRMOP-0031)."""

from collections.abc import Iterable
from typing import Self

from crm_core.approvals import (
    ApprovalCase,
    ApprovalRequest,
    ApprovalResult,
    DealApprovalPolicy,
    MaterialTerms,
    OpportunityApprovalRule,
)
from crm_core.errors import Refused
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.values import Value
from crm_operations.approvals.deals import case_of, policy_of
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


class ApprovalMissing(Refused):
    """The facts name the level, and who may say yes, where that is known."""

    @classmethod
    def because_nobody_approved(
        cls, opportunity: Opportunity, result: ApprovalResult, request: ApprovalRequest | None
    ) -> Self:
        """``request`` is the newest; one that waits names who is asked."""
        asked = request.electorate if request is not None and request.is_pending else ()
        remedy = (
            f"wait for request {request.id}"
            if request is not None and request.is_pending
            else (f"ask for it: crm approval request {opportunity.opportunity_number}")
        )
        return cls(
            "{opportunity} needs the approval of a {level} ({why}); who may give it: {people}; {remedy}",
            {
                "opportunity": opportunity.opportunity_number,
                "level": str(result.level),
                "why": "; ".join(result.reasons),
                "people": ", ".join(asked) or "see the request",
                "remedy": remedy,
            },
        )

    def naming(self, people: Iterable[str]) -> "ApprovalMissing":
        """The same, with those who may say yes."""
        names = ", ".join(people) or "nobody up the owner's chain, so it takes an override"
        return type(self)(self.args[0], {**self.facts, "people": names})


class Approvable(Value):
    """What decides whether a deal may be won, at any value: policy, case and the newest request."""

    policy: DealApprovalPolicy
    case: ApprovalCase
    request: ApprovalRequest | None = None

    @classmethod
    def load(cls, work: UnitOfWork, opportunity: Opportunity, settings: OperationsSettings) -> "Approvable | None":
        """None where the tenant's gate is off."""
        if not settings.approvals.gate:
            return None
        return Approvable.model_construct(
            policy=policy_of(settings),
            case=case_of(opportunity),
            request=work.approvals.newest(opportunity.id),
        )

    def require(self, opportunity: Opportunity, value: Money | None) -> None:
        """Whether it may be won at this value. Raises ApprovalMissing."""
        result = self.result(value)
        if result.is_required and not self.holds(result, value):
            raise ApprovalMissing.because_nobody_approved(opportunity, result, self.request)

    def result(self, value: Money | None) -> ApprovalResult:
        """What the deal needs at this value."""
        return OpportunityApprovalRule.evaluate(self._at(value), self.policy)

    def holds(self, result: ApprovalResult, value: Money | None) -> bool:
        """Whether the newest request is a yes to no less than what is asked for now."""
        request = self.request
        if request is None or not request.state.is_yes or result.level is None:
            return False
        approved = MaterialTerms.from_attributes(request.terms)
        is_high_enough = request.state.is_overriding or request.level.rank >= result.level.rank
        return is_high_enough and not self._at(value).terms.asks_for_more_than(approved)

    def _at(self, value: Money | None) -> ApprovalCase:
        if value is None:
            return self.case
        return self.case.at(value_minor=value.minor, currency_code=value.currency)

"""A version of a deal's quotation: what the sales system cannot hold of it, kept by its id there (QOW-CRMOP-0118)."""

from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import Field

from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound
from crm_core.identity import EntityKind
from crm_core.money import CurrencyCode, MinorUnits, Money, SignedBasisPoints
from crm_core.personal import IMPERSONAL
from crm_core.quotations.adding_up import NO_DISCOUNT, HeaderDiscount, QuotationTotals, totals
from crm_core.quotations.events import (
    QuotationCreated,
    QuotationExtended,
    QuotationRevised,
    QuotationStatusChanged,
    VersionRefused,
)
from crm_core.quotations.line import PricedLines
from crm_core.quotations.status import LIVE, VersionStatus, agrees
from crm_core.stores import Filter, OneOf
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import Count, Day, ForeignId, FreeText, Id, Number, ShortText, UserId


class DraftQuotation(Value):
    """What is offered; without ``valid_until`` for as many days as the settings say."""

    lines: PricedLines
    header_discount: HeaderDiscount = NO_DISCOUNT
    valid_until: Day | None = Field(default=None, description="The last day it holds: 2026-06-30.")


class QuotationVersionNotFound(NotFound):
    """No version of a quotation has this id."""


_DECIDED = {VersionStatus.ACCEPTED, VersionStatus.REJECTED, VersionStatus.EXPIRED, VersionStatus.SUPERSEDED}


class QuotationVersion(Entity):
    """``revision`` counts the quotations of a deal; amounts in minor units of ``currency_code``, net before tax.

    ``valid_until`` is inclusive: the whole of that day in the tenant's zone.
    """

    kind = EntityKind.QUOTATION
    unique = (("quotation_id",), ("opportunity_id", "revision"))
    not_found = QuotationVersionNotFound
    transitions = MappingProxyType(
        {
            VersionStatus.DRAFT: {VersionStatus.IN_APPROVAL, VersionStatus.SENT, *_DECIDED},
            VersionStatus.IN_APPROVAL: {VersionStatus.DRAFT, VersionStatus.SENT, *_DECIDED},
            VersionStatus.SENT: {VersionStatus.VIEWED, *_DECIDED},
            VersionStatus.VIEWED: _DECIDED,
            VersionStatus.ACCEPTED: {VersionStatus.CONVERTED, VersionStatus.SUPERSEDED},
            VersionStatus.EXPIRED: {*LIVE, VersionStatus.SUPERSEDED},
            VersionStatus.REJECTED: {VersionStatus.SUPERSEDED},
        }
    )

    opportunity_id: Id
    opportunity_number: Number
    quotation_id: ForeignId
    quotation_number: Annotated[ShortText, IMPERSONAL]
    revision: Count
    currency_code: CurrencyCode
    lines: PricedLines
    header_discount: HeaderDiscount = NO_DISCOUNT
    net_minor: MinorUnits
    tax_minor: MinorUnits
    discount_basis_points: SignedBasisPoints | None = None
    """Against the list prices."""
    margin_basis_points: SignedBasisPoints | None = None
    valid_until: Day
    extended_from: Day | None = None
    """Its last day before it was extended, which is done once."""
    extended_by: UserId | None = None
    status: VersionStatus = VersionStatus.DRAFT
    approval_request_id: Id | None = None
    sent_at: Utc | None = None
    viewed_at: Utc | None = None
    decided_at: Utc | None = None
    """When it was accepted, rejected, or found expired or superseded."""
    superseded_by: ForeignId | None = None
    """The quotation that took its place."""
    order_id: ForeignId | None = None
    reason: FreeText | None = None
    """Why it was rejected."""

    @classmethod
    def draft(
        cls, request: DraftQuotation, *, entity_id: str, tenant_id: str, at: datetime, **facts: Any
    ) -> tuple[Self, QuotationCreated]:
        """``facts`` are the deal's id and number, the quotation's, revision, currency and last day. Raises Invalid."""
        version = cls.new(
            None,
            entity_id=entity_id,
            tenant_id=tenant_id,
            at=at,
            lines=request.lines,
            header_discount=request.header_discount,
            **{**_figures(request), **facts},
        )
        created = version.event(
            QuotationCreated,
            at=at,
            opportunity_id=version.opportunity_id,
            quotation_id=version.quotation_id,
            revision=version.revision,
            total=version.total,
        )
        return version, created

    @property
    def total(self) -> Money:
        """Net, before tax."""
        return Money.unchecked(self.net_minor, self.currency_code)

    @property
    def totals(self) -> QuotationTotals:
        """Computed again from the lines."""
        return totals(self.lines, self.header_discount)

    @property
    def has_a_successor(self) -> bool:
        """Whether another quotation took its place, and not just the reopening of its deal ended it."""
        return self.status is VersionStatus.SUPERSEDED and self.superseded_by is not None

    def has_expired(self, today: date) -> bool:
        """Whether the day is past its last one, and nobody decided it; ``today`` in the tenant's zone."""
        return self.status.is_live and today > self.valid_until

    def agrees_with(self, theirs: VersionStatus) -> bool:
        """Whether its status fits the sales system's.

        One that another took the place of must not be accepted there: then two are.
        """
        return agrees(self.status, theirs) and not (self.has_a_successor and theirs is VersionStatus.ACCEPTED)

    def revise(self, request: DraftQuotation, *, at: datetime) -> tuple[Self, QuotationRevised]:
        """Other lines for one that is not sent; an approval of the former ones is void.

        Raises VersionRefused, Invalid.
        """
        if not self.status.is_revisable:
            raise VersionRefused.because_it_is_sent(self.quotation_number, self.status)
        revised = self.changed(
            at,
            lines=request.lines,
            header_discount=request.header_discount,
            valid_until=request.valid_until or self.valid_until,
            status=VersionStatus.DRAFT,
            approval_request_id=None,
            **_figures(request),
        )
        event = revised.event(
            QuotationRevised, at=at, opportunity_id=self.opportunity_id, total=revised.total, former=self.total
        )
        return revised, event

    def sold_too(self, request: DraftQuotation, *, at: datetime) -> Self:
        """With these lines, for one of what already happened, of which more is told later. Raises Invalid."""
        return self.changed(at, lines=request.lines, **_figures(request))

    def ask(self, request_id: str, *, by: str, at: datetime) -> tuple[Self, QuotationStatusChanged]:
        """Waits for this approval. Raises InvalidTransition."""
        return self._entered(VersionStatus.IN_APPROVAL, by, at, approval_request_id=request_id)

    def return_to_draft(self, *, by: str, at: datetime) -> tuple[Self, QuotationStatusChanged]:
        """A draft again, after a no or without an answer. Raises InvalidTransition."""
        return self._entered(VersionStatus.DRAFT, by, at)

    def send(self, *, by: str, at: datetime) -> tuple[Self, QuotationStatusChanged]:
        """Raises InvalidTransition."""
        return self._entered(VersionStatus.SENT, by, at, sent_at=as_utc(at))

    def view(self, *, by: str, at: datetime) -> tuple[Self, QuotationStatusChanged]:
        """The customer opened it. Raises InvalidTransition."""
        return self._entered(VersionStatus.VIEWED, by, at, viewed_at=as_utc(at))

    def accept(self, *, by: str, at: datetime) -> tuple[Self, QuotationStatusChanged]:
        """Raises InvalidTransition."""
        return self._entered(VersionStatus.ACCEPTED, by, at, decided_at=as_utc(at))

    def reject(self, reason: str | None, *, by: str, at: datetime) -> tuple[Self, QuotationStatusChanged]:
        """Raises InvalidTransition."""
        return self._entered(VersionStatus.REJECTED, by, at, decided_at=as_utc(at), reason=reason)

    def expire(self, *, by: str, at: datetime) -> tuple[Self, QuotationStatusChanged]:
        """Its last day is over and nobody decided. Raises InvalidTransition."""
        return self._entered(VersionStatus.EXPIRED, by, at, decided_at=as_utc(at))

    def supersede(self, quotation_id: str | None, *, by: str, at: datetime) -> tuple[Self, QuotationStatusChanged]:
        """Another one takes its place, or none after its deal is reopened. Raises InvalidTransition."""
        return self._entered(VersionStatus.SUPERSEDED, by, at, decided_at=as_utc(at), superseded_by=quotation_id)

    def convert(self, order_id: str, *, by: str, at: datetime) -> tuple[Self, QuotationStatusChanged]:
        """It became this order. Raises InvalidTransition."""
        return self._entered(VersionStatus.CONVERTED, by, at, order_id=order_id)

    def extend(
        self, until: date, *, by: str, at: datetime, today: date, most_days: int
    ) -> tuple[Self, QuotationExtended]:
        """Valid until that day, at most ``most_days`` more; one that expired is live again. Once.

        Raises VersionRefused, Invalid.
        """
        if not (self.status.is_live or self.status is VersionStatus.EXPIRED):
            raise VersionRefused.because_it_is_decided(self.quotation_number, self.status)
        if self.extended_from is not None:
            raise VersionRefused.because_it_was_extended(self.quotation_number, self.extended_from)
        if not max(self.valid_until, today) < until <= self.valid_until + timedelta(days=most_days):
            raise Invalid.field(
                "valid_until",
                f"{until} is no extension of {self.valid_until} by at most {most_days} days",
                "choose another day",
            )
        extended = self.changed(
            at,
            valid_until=until,
            extended_from=self.valid_until,
            extended_by=by,
            status=self._live_status if self.status is VersionStatus.EXPIRED else self.status,
            decided_at=None,
        )
        event = extended.event(
            QuotationExtended, at=at, opportunity_id=self.opportunity_id, valid_until=until, former=self.valid_until
        )
        return extended, event

    def follow(
        self, theirs: VersionStatus, *, by: str, at: datetime, reason: str | None = None
    ) -> tuple[Self, QuotationStatusChanged]:
        """What the sales system says of it, whatever it was here: its word wins."""
        moments: dict[str, object]
        if theirs is VersionStatus.DRAFT:
            moments = {"sent_at": None, "viewed_at": None, "decided_at": None}
        elif theirs is VersionStatus.SENT:
            moments = {"sent_at": self.sent_at or as_utc(at), "decided_at": None}
        else:
            moments = {"sent_at": self.sent_at or as_utc(at), "decided_at": as_utc(at), "reason": reason}
        return self.changed(at, status=theirs, **moments), self._changed_to(theirs, by, at)

    @property
    def _live_status(self) -> VersionStatus:
        if self.viewed_at is not None:
            return VersionStatus.VIEWED
        return VersionStatus.DRAFT if self.sent_at is None else VersionStatus.SENT

    def _entered(
        self, status: VersionStatus, by: str, at: datetime, **facts: Any
    ) -> tuple[Self, QuotationStatusChanged]:
        return self.entered(status, at=at, **facts), self._changed_to(status, by, at)

    def _changed_to(self, status: VersionStatus, by: str, at: datetime) -> QuotationStatusChanged:
        return self.event(
            QuotationStatusChanged, at=at, opportunity_id=self.opportunity_id, status=status, total=self.total, by=by
        )


class QuotationVersionFilter(Filter):
    opportunity_id: Id | None = Field(default=None, description="Only of this deal: number or id.")
    status: VersionStatus | None = Field(default=None, description="Only those that are.")
    quotation_id: ForeignId | None = Field(default=None, description="Only of this quotation.")
    quotation_number: ShortText | None = Field(default=None, description="Only of this number.")
    only_live: Annotated[bool, OneOf("status", LIVE)] = Field(
        default=False, description="Only those that are still to be decided."
    )


def _figures(request: DraftQuotation) -> dict[str, Any]:
    figures = totals(request.lines, request.header_discount)
    return {
        "net_minor": figures.net_minor,
        "tax_minor": figures.tax_minor,
        "discount_basis_points": figures.discount_basis_points,
        "margin_basis_points": figures.margin_basis_points,
    }

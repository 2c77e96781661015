"""What is announced of a quotation's versions, and why one is refused."""

from datetime import date
from typing import ClassVar, Self

from crm_core.errors import Refused
from crm_core.events import DomainEvent
from crm_core.money import AnyMoney
from crm_core.quotations.status import VersionStatus
from crm_core.vocabulary import Count, Day, ForeignId, Id, UserId


class QuotationCreated(DomainEvent):
    """Announced when a version of a deal's quotation is made."""

    name: ClassVar = "quotation.created"
    opportunity_id: Id
    quotation_id: ForeignId
    revision: Count
    total: AnyMoney


class QuotationRevised(DomainEvent):
    """Announced when the lines of a draft change."""

    name: ClassVar = "quotation.revised"
    opportunity_id: Id
    total: AnyMoney
    former: AnyMoney


class QuotationStatusChanged(DomainEvent):
    """Announced when a quotation is sent, viewed, decided, expired, superseded or ordered; ``total`` is before tax."""

    name: ClassVar = "quotation.status_changed"
    opportunity_id: Id
    status: VersionStatus
    total: AnyMoney
    by: UserId


class QuotationExtended(DomainEvent):
    """Announced when a quotation holds for longer than it said at first."""

    name: ClassVar = "quotation.extended"
    opportunity_id: Id
    valid_until: Day
    former: Day


class VersionRefused(Refused):
    @classmethod
    def because_it_is_sent(cls, number: str, status: VersionStatus) -> Self:
        return cls("quotation {number} is {status}; make a new version", {"number": number, "status": str(status)})

    @classmethod
    def because_it_is_decided(cls, number: str, status: VersionStatus) -> Self:
        return cls(
            "quotation {number} is {status} and cannot be extended; make a new version",
            {"number": number, "status": str(status)},
        )

    @classmethod
    def because_it_was_extended(cls, number: str, former: date) -> Self:
        return cls(
            "quotation {number} was extended once, from {former}; make a new version",
            {"number": number, "former": str(former)},
        )

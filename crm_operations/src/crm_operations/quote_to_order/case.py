"""The deal that is quoted, ordered or closed, as of one moment."""

from datetime import datetime
from typing import Self

from crm_core.clock import local_date
from crm_core.credits import CreditedPerson
from crm_core.opportunities import Opportunity
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyDay, AnyText
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


class OpportunityCase(Value):
    """``today`` is the day where the tenant lives, ``people`` are those who share the deal, as far as was asked.

    ``has_versions`` says whether any of its quotations is kept here, ``void_quotation_ids`` which are superseded.
    """

    opportunity: Opportunity
    at: Utc
    today: AnyDay
    people: tuple[CreditedPerson, ...] = ()
    has_versions: bool = False
    void_quotation_ids: tuple[AnyText, ...] = ()

    @classmethod
    def load(cls, work: UnitOfWork, opportunity_id: str, at: datetime, settings: OperationsSettings) -> Self:
        """Raises OpportunityNotFound."""
        return cls(opportunity=work.opportunities.get(opportunity_id), at=at, today=local_date(at, settings.zone))

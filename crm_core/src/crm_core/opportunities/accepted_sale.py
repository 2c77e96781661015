"""A quotation that was accepted in the sales system, while rules here do not let its deal be won yet."""

from typing import Annotated

from pydantic import Field

from crm_core.personal import IMPERSONAL
from crm_core.values import Value
from crm_core.vocabulary import ForeignId, FreeText


class AcceptedSale(Value):
    """``waits_for`` has a line for each thing that is missing."""

    quotation_id: ForeignId = Field(description="The quotation that was accepted.")
    waits_for: Annotated[FreeText, IMPERSONAL] = Field(description="What keeps the deal from being won.")

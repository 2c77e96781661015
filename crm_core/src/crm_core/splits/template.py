"""A team's usual way to share deals, by name."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from crm_core.credits import REVENUE
from crm_core.entities import Entity
from crm_core.errors import Invalid
from crm_core.identity import EntityKind
from crm_core.money import BASIS_POINTS
from crm_core.splits.split import AskedShares
from crm_core.stores import Empty, Filter
from crm_core.values import Edit, Utc, Value, as_utc
from crm_core.vocabulary import FreeText, Name


class AddSplitTemplate(Value):
    """No two of a tenant share a name."""

    name: Name = Field(description="What it is called, such as the team.")
    shares: AskedShares
    description: FreeText | None = Field(default=None, description="When to share a deal so.")


class EditSplitTemplate(Edit[AddSplitTemplate]):
    """Deals that were shared by it before stay as they are."""


class SplitTemplate(AddSplitTemplate, Entity):
    kind = EntityKind.SPLIT_TEMPLATE
    unique = (("name",),)

    retired_at: Utc | None = None

    def check_fields(self) -> None:
        """Raises Invalid for revenue that is not 100 %."""
        revenue = sum(share.basis_points for share in self.shares if share.kind == REVENUE)
        if revenue != BASIS_POINTS:
            raise Invalid.field("shares", f"revenue adds up to {revenue / 100:.2f} %", "share out exactly 100 %")

    def retire(self, *, at: datetime) -> Self:
        """No deal is shared by it any more; retired already is fine."""
        return self if self.retired_at else self.changed(at, retired_at=as_utc(at))


class SplitTemplateFilter(Filter):
    only_active: Annotated[bool, Empty("retired_at")] = Field(
        default=False, description="Without those that are retired."
    )

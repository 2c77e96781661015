"""What a tenant adds to its rows: further facts by name, values of its own fields, and their keys elsewhere."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from crm_core.personal import PERSONAL
from crm_core.values import Value
from crm_core.vocabulary import Attributes, AttributeText, AttributeValue, ForeignId, Key, bounded_json

ExternalId = Annotated[ForeignId, PERSONAL]

CustomMoney = Annotated[Mapping[Key, AttributeValue], Field(min_length=2, max_length=2)]
"""``{"minor": 105450, "currency": "EUR"}``, in minor units of the currency."""

CustomValue = AttributeValue | list[AttributeText] | CustomMoney
"""As its field says: a date is the text ``2026-06-30``, of several choices a list."""

Custom = Annotated[Mapping[Key, CustomValue], Field(max_length=200), AfterValidator(bounded_json), PERSONAL]
"""Values of custom fields, by their names, checked against the tenant's fields where rows are written."""


class OwnValues(Value):
    """Further facts by name, and values of custom fields: what requests take."""

    attributes: Annotated[Attributes, PERSONAL] = Field(
        default_factory=dict, description="A further fact by its name, such as employees=250; repeat it for more."
    )
    custom: Custom = Field(
        default_factory=dict, description="A custom field by its name, such as region=EMEA; repeat it for more."
    )


class OwnColumns(OwnValues):
    """The same with the key where the row comes from: what entities keep."""

    external_id: ExternalId | None = None

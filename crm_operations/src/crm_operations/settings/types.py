"""The types of settings: their bounds, and what they are counted in."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from crm_core.clock import zone_named
from crm_core.errors import Invalid
from crm_core.vocabulary import Count, OneLine, ZoneName

Schedule = Annotated[str, StringConstraints(max_length=100), OneLine]
"""A cron expression, in UTC; an empty one is never due."""


def _known_zone(name: str) -> str:
    try:
        zone_named(name)
    except Invalid as unknown:
        raise ValueError(str(unknown).partition(": ")[2]) from unknown
    return name


KnownZone = Annotated[ZoneName, AfterValidator(_known_zone)]
"""A time zone there is."""

AtLeastOne = Annotated[Count, Field(ge=1)]
Days = Annotated[int, Field(ge=1, le=36_500)]
Seconds = Annotated[float, Field(ge=0, le=31_536_000, allow_inf_nan=False)]
SomeSeconds = Annotated[float, Field(gt=0, le=31_536_000, allow_inf_nan=False)]

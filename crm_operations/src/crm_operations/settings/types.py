"""The types of settings: their bounds, and what they are counted in."""

from typing import Annotated

from pydantic import Field, StringConstraints

from crm_core.vocabulary import Count, OneLine

Schedule = Annotated[str, StringConstraints(max_length=100), OneLine]
"""A cron expression, in UTC; an empty one is never due."""

AtLeastOne = Annotated[Count, Field(ge=1)]
Days = Annotated[int, Field(ge=1, le=36_500)]
Seconds = Annotated[float, Field(ge=0, le=31_536_000, allow_inf_nan=False)]
SomeSeconds = Annotated[float, Field(gt=0, le=31_536_000, allow_inf_nan=False)]

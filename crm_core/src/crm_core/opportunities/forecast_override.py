"""A forecast category that a person gave a deal in place of its stage's, and why."""

from pydantic import Field, field_validator

from crm_core.pipelines import OPEN_CATEGORIES, ForecastCategory
from crm_core.values import Value
from crm_core.vocabulary import FreeText, Reason


class ForecastOverride(Value):
    """As it is stored with the deal."""

    category: ForecastCategory
    reason: FreeText


class OverrideForecastCategory(Value):
    """The category of an open deal; closed it becomes by being won."""

    category: ForecastCategory = Field(description="How surely it is counted on: pipeline, best_case, commit, omitted.")
    reason: Reason

    @field_validator("category")
    @classmethod
    def _fits_an_open_deal(cls, category: ForecastCategory) -> ForecastCategory:
        if category not in OPEN_CATEGORIES:
            raise ValueError(f"an open deal is not {category}; name one of {', '.join(OPEN_CATEGORIES)}")
        return category

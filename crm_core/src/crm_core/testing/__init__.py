"""What tests of any layer build on."""

from crm_core.testing.builders import (
    PARTY,
    START,
    TENANT,
    USER,
    Ids,
    VirtualClock,
    a_journey,
    a_lead,
    a_pipeline,
    a_source,
    an_activity,
    an_opportunity,
    with_fields,
)
from crm_core.testing.drawing import CannotDraw, Drawing
from crm_core.testing.examples import example_of
from crm_core.testing.expectations import (
    PromiseBroken,
    answers,
    at_once,
    expect,
    expect_refusal,
    expect_taken,
    refusals,
    reporting_calls,
    tenant_named_after,
)

__all__ = [
    "PARTY",
    "START",
    "TENANT",
    "USER",
    "CannotDraw",
    "Drawing",
    "Ids",
    "PromiseBroken",
    "VirtualClock",
    "a_journey",
    "a_lead",
    "a_pipeline",
    "a_source",
    "an_activity",
    "an_opportunity",
    "answers",
    "at_once",
    "example_of",
    "expect",
    "expect_refusal",
    "expect_taken",
    "refusals",
    "reporting_calls",
    "tenant_named_after",
    "with_fields",
]

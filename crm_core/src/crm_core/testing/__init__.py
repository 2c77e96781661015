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
    an_activity,
    an_opportunity,
)

__all__ = [
    "PARTY",
    "START",
    "TENANT",
    "USER",
    "Ids",
    "VirtualClock",
    "a_journey",
    "a_lead",
    "a_pipeline",
    "an_activity",
    "an_opportunity",
]

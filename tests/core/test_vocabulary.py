"""The words several rooms share are the ones of the requirements."""

import pytest

from crm_core.vocabulary import LeadSource, OpportunityType, Priority


@pytest.mark.requirement("PLAN-011")
def test_sources_priorities_and_types_are_all_there() -> None:
    assert {str(source) for source in LeadSource} == {
        "website",
        "referral",
        "email",
        "phone",
        "event",
        "social",
        "advertising",
        "partner",
        "outbound",
        "import",
        "other",
    }
    assert [str(priority) for priority in Priority] == ["low", "medium", "high", "urgent"]
    assert {str(kind) for kind in OpportunityType} == {
        "new_business",
        "existing_business",
        "upsell",
        "cross_sell",
        "renewal",
    }

"""Where partners are built in a recipe is one commit: whoever dies before it did nothing, and after it everything."""

import pytest
from judging import after_deaths
from rehearsals import REHEARSALS, Rehearsal
from theatre import Theatre


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
@pytest.mark.parametrize("rehearsal", REHEARSALS, ids=str)
def test_whoever_dies_before_or_after_the_commit_leaves_nothing_lost_or_doubled(
    near: Theatre, rehearsal: Rehearsal
) -> None:
    deaths, wrong = after_deaths(near, rehearsal)

    assert wrong == []
    assert deaths >= 2, "before the run and after it, at the least"

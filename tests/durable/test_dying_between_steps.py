"""A process dies at every boundary of every step of every recipe; afterwards the world is as if nobody had died."""

import pytest
from judging import after_deaths
from rehearsals import REHEARSALS, Rehearsal
from theatre import Theatre


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
@pytest.mark.parametrize("rehearsal", REHEARSALS, ids=str)
def test_whoever_dies_at_a_step_leaves_nothing_lost_or_doubled(far: Theatre, rehearsal: Rehearsal) -> None:
    deaths, wrong = after_deaths(far, rehearsal)

    assert wrong == []
    assert deaths > 4

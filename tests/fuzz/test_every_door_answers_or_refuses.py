"""Hostile commands to every public method of every coordinator, the same story on every database.

``make fuzz`` tells longer ones: CRM_FUZZ_SEED begins with another seed, CRM_FUZZ_EXAMPLES is how many stories.
"""

import os
from collections.abc import Callable, Sequence
from functools import cache
from uuid import uuid4

import pytest
from stories import Story, Told, a_story

from crm_operations.records import Verification

SEED = int(os.environ.get("CRM_FUZZ_SEED", "8"))
STORIES = int(os.environ.get("CRM_FUZZ_EXAMPLES", "1"))
COMMANDS = 140
DATABASES = ("sqlite", "postgresql", "mariadb")

Telling = Callable[[str, int, bool], Sequence[Told]]


@pytest.fixture(scope="module")
def telling(request: pytest.FixtureRequest) -> Telling:
    """Tells a story on a database of that kind, once for all tests; skips where there is none."""

    @cache
    def tell(kind: str, seed: int, with_trouble: bool) -> Sequence[Told]:
        url = request.getfixturevalue({"postgresql": "postgres_url"}.get(kind, f"{kind}_url"))
        # Of one length, and in one order, on every database.
        tenants = [f"{name}-{uuid4().hex[:8]}" for name in ("ours", "theirs")]
        with a_story(url, seed, tenants, with_trouble=with_trouble) as story:
            story.begin()
            told = story.tell(COMMANDS)
            _holds_together(story)
            return told

    return tell


@pytest.mark.parametrize("with_trouble", [False, True], ids=["all is well", "partners come to grief"])
@pytest.mark.parametrize("kind", DATABASES)
@pytest.mark.parametrize("seed", range(SEED, SEED + STORIES))
def test_an_answer_comes_out_or_a_refusal_that_leaves_nothing(
    telling: Telling, seed: int, kind: str, with_trouble: bool
) -> None:
    assert len(telling(kind, seed, with_trouble)) == COMMANDS


@pytest.mark.parametrize("with_trouble", [False, True], ids=["all is well", "partners come to grief"])
@pytest.mark.parametrize("kind", DATABASES[1:])
@pytest.mark.parametrize("seed", range(SEED, SEED + STORIES))
def test_every_database_says_the_same(telling: Telling, seed: int, kind: str, with_trouble: bool) -> None:
    there, here = telling(kind, seed, with_trouble), telling(DATABASES[0], seed, with_trouble)

    differing = [
        f"{one.command}: {one.outcome}, and {other.outcome} on {kind}"
        for one, other in zip(here, there, strict=True)
        if one.outcome != other.outcome
    ]
    assert differing == []


def _holds_together(story: Story) -> None:
    """What is left after a story: history proves itself, and no number was lost or given twice."""
    for verification in story.verified():
        assert isinstance(verification, Verification)
        assert verification.holds, verification
    numbers = story.numbers()
    assert {kind: sorted(given) for kind, given in numbers.items()} == {
        kind: list(range(1, len(given) + 1)) for kind, given in numbers.items()
    }

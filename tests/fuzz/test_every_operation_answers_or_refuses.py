"""Hostile commands to every public method of every coordinator, the same story on every database.

``make fuzz`` tells longer ones: CRM_FUZZ_SEED begins with another seed, CRM_FUZZ_EXAMPLES is how many stories.
"""

import os
import re
from collections.abc import Callable, Collection, Sequence
from functools import cache
from uuid import uuid4

import pytest
from coordinator_operations import Operation
from fresh_databases import FreshDatabases
from stories import LogEntry, Slip, Story, a_story, a_story_in_memory

from crm_adapters.wiring import Crm
from crm_core.actor import Actor, Permission
from crm_core.errors import Refused
from crm_core.leads import CreateLead
from crm_operations.operation import plans, reads
from crm_operations.records import Verification

SEED = int(os.environ.get("CRM_FUZZ_SEED", "8"))
STORIES = int(os.environ.get("CRM_FUZZ_EXAMPLES", "1"))
COMMANDS = 140
HAVE_NO_FAKE = {"analytics", "notifier", "imports"}
"""Their figures and inboxes are the database's own; of fakes nobody can ask what an import would do."""
DATABASES = ("sqlite", "postgresql", "mariadb")

Telling = Callable[[str, int, bool], Sequence[LogEntry]]


@pytest.fixture(scope="module")
def telling(request: pytest.FixtureRequest) -> Telling:
    """Tells a story on a database of that kind, once for all tests; skips where there is none."""

    @cache
    def tell(kind: str, seed: int, with_faults: bool) -> Sequence[LogEntry]:
        databases: FreshDatabases = request.getfixturevalue(f"{kind}_databases")
        # Of one length, and in one order, on every database.
        tenants = [f"{name}-{uuid4().hex[:8]}" for name in ("ours", "theirs")]
        with databases.migrated() as url, a_story(url, seed, tenants, with_faults=with_faults) as story:
            story.begin()
            log = story.tell(COMMANDS)
            _holds_together(story)
            return log

    return tell


@pytest.mark.parametrize("with_faults", [False, True], ids=["all is well", "partners come to grief"])
@pytest.mark.parametrize("kind", DATABASES)
@pytest.mark.parametrize("seed", range(SEED, SEED + STORIES))
def test_an_answer_comes_out_or_a_refusal_that_leaves_nothing(
    telling: Telling, seed: int, kind: str, with_faults: bool
) -> None:
    assert len(telling(kind, seed, with_faults)) == COMMANDS


@pytest.mark.parametrize("with_faults", [False, True], ids=["all is well", "partners come to grief"])
@pytest.mark.parametrize("kind", DATABASES[1:])
@pytest.mark.parametrize("seed", range(SEED, SEED + STORIES))
def test_every_database_says_the_same(telling: Telling, seed: int, kind: str, with_faults: bool) -> None:
    there, here = telling(kind, seed, with_faults), telling(DATABASES[0], seed, with_faults)

    assert _differing(here, there) == []


@pytest.mark.parametrize("seed", range(SEED, SEED + STORIES))
def test_the_fakes_say_the_same(telling: Telling, migrated_file: str, seed: int) -> None:
    with a_story_in_memory(migrated_file, seed, ("ours", "theirs")) as story:
        story.begin()
        in_memory = story.tell(COMMANDS)

    here = telling(DATABASES[0], seed, False)

    assert _differing(here, in_memory, but=HAVE_NO_FAKE) == []


class Broken:
    """A coordinator that does all it should not."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm

    def spills(self, actor: Actor) -> None:
        self._crm.leads.capture(actor, CreateLead(name="Spilled"))
        raise Refused("not like this")

    @reads(Permission.LEAD_READ)
    def looks(self, actor: Actor) -> None:
        self._crm.leads.capture(actor, CreateLead(name="Looked at"))

    @plans(Permission.LEAD_READ, of="spills")
    def thinks(self, actor: Actor) -> None:
        self._crm.leads.capture(actor, CreateLead(name="Thought of"))

    def slips(self, actor: Actor) -> None:
        raise ZeroDivisionError(actor)


@pytest.mark.parametrize(
    ("method", "message"),
    [("spills", "and yet"), ("looks", "and yet"), ("thinks", "and yet"), ("slips", "ZeroDivisionError")],
)
def test_a_story_notices_what_it_is_there_for(migrated_file: str, method: str, message: str) -> None:
    with a_story(migrated_file, SEED, ("ours", "theirs"), with_faults=False) as story:
        story.begin()
        story.only([Operation(method, getattr(Broken(story.crm), method), {}, frozenset())])

        with pytest.raises(Slip, match=message):
            story.tell(1)


_A_PLACE = re.compile(r" at 0x[0-9a-f]+")
"""Where in memory an object is, such as an export that is not opened yet."""


def _differing(here: Sequence[LogEntry], there: Sequence[LogEntry], but: Collection[str] = ()) -> Sequence[str]:
    return [
        f"{one.command}: {one.outcome}, and there {other.outcome}"
        for one, other in zip(here, there, strict=True)
        if _A_PLACE.sub("", one.outcome) != _A_PLACE.sub("", other.outcome) and one.command.partition(".")[0] not in but
    ]


def _holds_together(story: Story) -> None:
    """What is left after a story: history proves itself, and no number was lost or given twice."""
    for verification in story.verified():
        assert isinstance(verification, Verification)
        assert verification.holds, verification
    numbers = story.numbers()
    assert {kind: sorted(counts) for kind, counts in numbers.items()} == {
        kind: list(range(1, len(counts) + 1)) for kind, counts in numbers.items()
    }

"""Plays rehearsals and judges how they ended: what the world looks like after a death against one nobody died in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from typing import Any, NamedTuple

from acts import Case, Played, failed, leave_alone, play, play_each, recover, run_of
from children import in_a_child
from facts import gaps_in_numbers
from fates import DEATH, Fate
from invariants import RULES, check
from outside import Outside
from picture import Picture
from rehearsals import Rehearsal
from sqlalchemy import select
from stage import Stage

from crm_adapters.durable import RunState
from crm_adapters.embedded.quotation_statements import WITHDRAWN
from crm_adapters.storage import Database
from crm_adapters.storage.schema import every_table
from crm_adapters.wiring import administrator

Rows = Mapping[str, Sequence[Any]]
"""By the name of the table."""


class Aftermath(NamedTuple):
    """How many rows each table has, and how many different effects each method of a partner had."""

    rows: Mapping[str, int]
    effects: Mapping[str, int]


class Theatre:
    def __init__(self, stage: Stage, outside: Outside) -> None:
        self.stage = stage
        self.outside = outside
        self.crm = stage.open_beside()

    def close(self) -> None:
        self.crm.close()

    def case(self, rehearsal: Rehearsal) -> Case:
        """Prepared in a fresh tenant."""
        tenant = self.outside.fresh_tenant()
        self.crm.initialise(administrator(tenant))
        return Case(str(rehearsal), tenant, rehearsal.prepare(self.crm, administrator(tenant)))

    def play(self, case: Case, fate: Fate | None = None) -> Played:
        """By somebody who lives on. Raises RuntimeError for one that dies."""
        ended = in_a_child(play, self.stage, case, fate or Fate())
        if ended.answer is None:
            raise RuntimeError(f"it died, with exit code {ended.exit_code}")
        played: Played = ended.answer
        return played

    def die_each(self, scenes: Sequence[tuple[Case, Fate]]) -> None:
        """Each by somebody who dies over it. Raises RuntimeError when one of them lives on."""
        for (case, fate), code in zip(
            scenes, in_a_child(play_each, self.stage, scenes, things=len(scenes)).answer, strict=True
        ):
            if code != DEATH:
                raise RuntimeError(f"{case.rehearsal}: nobody died {fate.dies}; it ended with {code}")

    def failed(self, cases: Iterable[Case]) -> Mapping[str, Sequence[RunState]]:
        found: Mapping[str, Sequence[RunState]] = in_a_child(failed, self.stage, tuple(cases)).answer
        return found

    def run_of(self, case: Case) -> str:
        run_id: str = in_a_child(run_of, self.stage, case).answer
        return run_id

    def leave_alone(self, case: Case) -> tuple[RunState, str | None]:
        stands: tuple[RunState, str | None] = in_a_child(leave_alone, self.stage, case).answer
        return stands

    def recover(
        self, cases: Iterable[Case], *, resume: bool = False, again: bool = True
    ) -> Mapping[str, RunState | str]:
        """By one fresh process, for all of them at once: taking up takes it a second, however many there are."""
        taken = tuple(cases)
        ended: Mapping[str, RunState | str] = in_a_child(
            recover, self.stage, taken, resume, again, things=len(taken) + 1
        ).answer
        return ended

    def aftermath(self, case: Case) -> Aftermath:
        rows = Counter({name: len(rows) for name, rows in self.world(case).items()})
        calls = self.outside.partners.ledger.calls(case.tenant)
        effects = Counter(
            method for method, _ in {(call.method, call.effect) for call in calls if call.key != "before"}
        )
        return Aftermath(rows, effects)

    def world(self, case: Case) -> Rows:
        """Every row of the tenant, ours and theirs, but for a withdrawn quotation, which leaves its number."""
        with nullcontext() if self.stage.partners is None else closing(Database(self.outside.database_url)) as theirs:
            rows = dict(_rows(self.crm.database, case.tenant, "our"))
            if theirs is not None:
                rows |= dict(_rows(theirs, case.tenant, "their"))
        return rows

    def flaws(self, case: Case) -> list[str]:
        """What must hold whatever happened, and does not."""
        if self.stage.partners is not None:
            return check(self.crm, self.outside, case.tenant)
        # Partners that are built in count their numbers where we do.
        seen = Picture.taken(case.tenant, self.crm.database, self.stage.database_url)
        found = [flaw for rule in RULES if rule is not gaps_in_numbers for flaw in rule(seen)]
        return [*found, *(str(flaw) for flaw in self.crm.audit.verify(administrator(case.tenant)).flaws)]


def differences(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(there.keys() | wanted.keys()):
        if there.get(name) != wanted.get(name):
            yield f"{name}: {there.get(name)} instead of {wanted.get(name)}"


def _rows(database: Database, tenant: str, whose: str) -> Iterator[tuple[str, Sequence[Any]]]:
    withdrawn: set[str] = set()
    with database.reading(tenant) as connection:
        for table in every_table().sorted_tables:  # a quotation comes before its lines
            if "tenant_id" not in table.c:
                continue
            query = select(table).where(table.c.tenant_id == tenant).order_by(*table.primary_key)
            rows = [dict(row) for row in connection.execute(query).mappings()]
            withdrawn |= {row["id"] for row in rows if row.get("status") == WITHDRAWN}
            kept = [row for row in rows if not {row.get("id"), row.get("quotation_id")} & withdrawn]
            yield f"{whose} {table.name}", kept

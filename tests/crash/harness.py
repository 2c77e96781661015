"""Plays rehearsals and judges how they ended: what the world looks like after a death against one nobody died in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from child_processes import in_a_child
from child_runs import Case, RunResult, failed, leave_alone, recover, run_case, run_each, run_of
from environment import Environment
from invariants import RULES, check
from kill_points import DEATH, Fault
from partner_process import PartnerServer
from record_invariants import gaps_in_numbers
from scenarios import Scenario
from snapshot import Snapshot
from sqlalchemy import select

from crm_adapters.durable import RunState
from crm_adapters.embedded.quotation_statements import WITHDRAWN
from crm_adapters.storage import Database
from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.wiring import administrator

Rows = Mapping[str, Sequence[Any]]
"""By the name of the table."""


class EndState(NamedTuple):
    """How many rows each table has, and how many different effects each method of a partner had."""

    rows: Mapping[str, int]
    effects: Mapping[str, int]


class CrashHarness:
    def __init__(self, environment: Environment, partner_server: PartnerServer) -> None:
        self.environment = environment
        self.partner_server = partner_server
        self.crm = environment.open_beside()

    def close(self) -> None:
        self.crm.close()

    def case(self, scenario: Scenario) -> Case:
        """Prepared in a fresh tenant."""
        tenant = self.partner_server.fresh_tenant()
        self.crm.initialise(administrator(tenant))
        return Case(str(scenario), tenant, scenario.prepare(self.crm, administrator(tenant)))

    def run_case(self, case: Case, fault: Fault | None = None) -> RunResult:
        """By somebody who lives on. Raises RuntimeError for one that dies."""
        ended = in_a_child(run_case, self.environment, case, fault or Fault())
        if ended.answer is None:
            raise RuntimeError(f"it died, with exit code {ended.exit_code}")
        run_result: RunResult = ended.answer
        return run_result

    def crash_each(self, cases: Sequence[tuple[Case, Fault]]) -> None:
        """Each by somebody who dies over it. Raises RuntimeError when one of them lives on."""
        for (case, fault), code in zip(
            cases, in_a_child(run_each, self.environment, cases, things=len(cases)).answer, strict=True
        ):
            if code != DEATH:
                raise RuntimeError(f"{case.scenario}: nobody died {fault.dies_at}; it ended with {code}")

    def failed(self, cases: Iterable[Case]) -> Mapping[str, Sequence[RunState]]:
        found: Mapping[str, Sequence[RunState]] = in_a_child(failed, self.environment, tuple(cases)).answer
        return found

    def run_of(self, case: Case) -> str:
        run_id: str = in_a_child(run_of, self.environment, case).answer
        return run_id

    def leave_alone(self, case: Case) -> tuple[RunState, str | None]:
        end: tuple[RunState, str | None] = in_a_child(leave_alone, self.environment, case).answer
        return end

    def recover(
        self, cases: Iterable[Case], *, resume: bool = False, again: bool = True
    ) -> Mapping[str, RunState | str]:
        """By one fresh process, for all of them at once: taking up takes it a second, however many there are."""
        all_cases = tuple(cases)
        ended: Mapping[str, RunState | str] = in_a_child(
            recover, self.environment, all_cases, resume, again, things=len(all_cases) + 1
        ).answer
        return ended

    def end_state(self, case: Case) -> EndState:
        rows = Counter({name: len(rows) for name, rows in self.world(case).items()})
        calls = self.partner_server.partners.call_log.calls(case.tenant)
        effects = Counter(
            method for method, _ in {(call.method, call.effect) for call in calls if call.key != "before"}
        )
        return EndState(rows, effects)

    def world(self, case: Case) -> Rows:
        """Every row of the tenant, ours and theirs, but for a withdrawn quotation, which leaves its number."""
        rows = dict(_rows(self.crm.database, case.tenant, "our"))
        if self.environment.partners is not None:
            rows |= dict(_rows(self.partner_server.database, case.tenant, "their"))
        return rows

    def flaws(self, case: Case) -> list[str]:
        """What must hold whatever happened, and does not."""
        if self.environment.partners is not None:
            return check(self.crm, self.partner_server, case.tenant)
        # Partners that are built in count their numbers where we do.
        seen = Snapshot.taken(case.tenant, self.crm.database, self.crm.database)
        found = [flaw for rule in RULES if rule is not gaps_in_numbers for flaw in rule(seen)]
        return [*found, *(str(flaw) for flaw in self.crm.audit.verify(administrator(case.tenant)).flaws)]


def differences(actual: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(actual.keys() | expected.keys()):
        if actual.get(name) != expected.get(name):
            yield f"{name}: {actual.get(name)} instead of {expected.get(name)}"


def _rows(database: Database, tenant: str, whose: str) -> Iterator[tuple[str, Sequence[Any]]]:
    withdrawn: set[str] = set()
    with database.reading(tenant) as connection:
        for table in every_table().sorted_tables:  # a quotation comes before its lines
            if "tenant_id" not in table.c:
                continue
            query = select(table).where(table.c.tenant_id == tenant).order_by(*table.primary_key)
            rows = [dict(row) for row in connection.execute(query).mappings()]
            withdrawn |= {row["id"] for row in rows if row.get("status") == WITHDRAWN}
            rows_left = [row for row in rows if not {row.get("id"), row.get("quotation_id")} & withdrawn]
            yield f"{whose} {table.name}", rows_left

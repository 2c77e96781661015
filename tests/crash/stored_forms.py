"""The form in which runs are stored, as it was when each workflow was first released, kept in ``stored``.

``python tests/crash/stored_forms.py [WORKFLOW ...]`` writes it anew, for the workflows that have none or those named.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text

STORED = Path(__file__).with_name("stored")
REMEDY = (
    "Runs of older releases may be under way: give a new field a default, keep names and types; where newer code can "
    "not go on from what older code wrote, give the engine a new FORMAT. When they can go on, keep the new form with: "
    "python tests/crash/stored_forms.py"
)
OF_THE_DAY = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64}|[A-Z]+-\d{4}-\d+|\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?"
)
"""What differs from run to run: ids, digests, business numbers, moments and days."""

_STEPS = "SELECT function_name, output FROM operation_outputs WHERE workflow_uuid = :run ORDER BY function_id"
_SAVE_STEP = (
    "INSERT INTO operation_outputs "
    "(workflow_uuid, function_id, function_name, output, serialization, retention_timestamp) "
    "VALUES (:run, :number, :name, :answer, 'portable_json', 0)"
)

Journal = Mapping[str, Any]
"""``order``, ``steps`` with the name and the answer of each, and ``outcome``: nothing while it is under way."""


def path_of(workflow: str) -> Path:
    return STORED / f"{workflow}.json"


def first_form(workflow: str) -> Journal:
    journal: Journal = json.loads(path_of(workflow).read_text())
    return journal


def read_journal(processes_url: str, run_id: str) -> Journal:
    with _opened(processes_url) as connection:
        run = {"run": run_id}
        order = connection.execute(
            text("SELECT inputs FROM workflow_input WHERE workflow_uuid = :run"), run
        ).scalar_one()
        steps = connection.execute(text(_STEPS), run)
        outcome = connection.execute(
            text("SELECT output FROM workflow_output WHERE workflow_uuid = :run"), run
        ).scalar()
        return {
            "order": json.loads(order)["positionalArgs"][0],
            "steps": [{"name": step.function_name, "answer": json.loads(step.output)} for step in steps],
            "outcome": None if outcome is None else json.loads(outcome),
        }


def write_journal(processes_url: str, run_id: str, journal: Journal) -> None:
    """Of a run that is under way: what is stored of it becomes that, as if another release had left it."""
    with _opened(processes_url) as connection:
        inputs = json.dumps({"namedArgs": {}, "positionalArgs": [journal["order"]]})
        connection.execute(
            text("UPDATE workflow_input SET inputs = :inputs WHERE workflow_uuid = :run"),
            {"run": run_id, "inputs": inputs},
        )
        connection.execute(text("DELETE FROM operation_outputs WHERE workflow_uuid = :run"), {"run": run_id})
        for number, step in enumerate(journal["steps"], start=1):
            answer = json.dumps(step["answer"])
            connection.execute(
                text(_SAVE_STEP), {"run": run_id, "number": number, "name": step["name"], "answer": answer}
            )


@contextmanager
def _opened(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def with_the_ids_of(fresh: Any, old: Any) -> Any:
    """The old form, word for word, with the ids and moments of a run that is there."""
    match old, fresh:
        case dict(), dict():
            return {key: with_the_ids_of(fresh.get(key), value) for key, value in old.items()}
        case list(), list():
            return [with_the_ids_of(new, value) for value, new in zip_longest(old, fresh[: len(old)])]
        case str(), str() if OF_THE_DAY.sub("*", old) == OF_THE_DAY.sub("*", fresh):
            return fresh
        case _:
            return old


def changes(old: Any, new: Any, where: str = "it") -> Iterator[str]:
    """How the form differs: keys, types, and how many there are; not the values."""
    match old, new:
        case dict(), dict():
            for key in old.keys() | new.keys():
                place = f"{where}.{OF_THE_DAY.sub('*', str(key))}"
                if key not in new:
                    yield f"{place} is gone"
                elif key not in old:
                    yield f"{place} is new"
                else:
                    yield from changes(old[key], new[key], place)
        case list(), list():
            if len(old) != len(new):
                yield f"{where} has {len(new)} parts instead of {len(old)}"
            for number, (one, other) in enumerate(zip(old, new, strict=False)):
                yield from changes(one, other, f"{where}[{number}]")
        case _ if type(old) is not type(new):
            yield f"{where} is {type(new).__name__} instead of {type(old).__name__}"
        case str(), str() if where.endswith((".name", ".is")) and OF_THE_DAY.sub("*", old) != OF_THE_DAY.sub("*", new):
            yield f"{where} is {new!r} instead of {old!r}"


def save_forms(workflows: Sequence[str]) -> None:
    """Runs the first rehearsal of each and keeps what was stored of it."""
    from environment import Environment
    from harness import CrashHarness
    from partner_process import PartnerServer
    from scenarios import FIRST

    from crm_adapters.storage import Database, migrate

    names = workflows or [workflow for workflow in FIRST if not path_of(workflow).exists()]
    with tempfile.TemporaryDirectory() as folder, PartnerServer(f"sqlite:///{folder}/outside.db") as partner_server:
        with closing(Database(f"sqlite:///{folder}/crm.db")) as database:
            migrate(database)
        environment = Environment(
            str(database.url), f"sqlite:///{folder}/processes.db", (partner_server.address, partner_server.authkey)
        )
        with closing(CrashHarness(environment, partner_server)) as harness:
            for workflow in names:
                case = harness.case(FIRST[workflow])
                harness.run_case(case)
                journal = read_journal(environment.processes_url, harness.run_of(case))
                path_of(workflow).write_text(json.dumps(journal, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.path += [str(folder) for folder in Path(__file__).parents[1].iterdir() if folder.is_dir()]
    save_forms(sys.argv[1:])

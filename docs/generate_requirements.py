"""Writes requirements.md: which requirement is proven by which test, read from the tests' requirement markers.

Run it with `make docs`. With --check it writes nothing and fails when the page is out of date.
"""

import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATEMENTS = ROOT / "docs" / "requirements.csv"
PAGE = ROOT / "docs" / "requirements.md"


@dataclass(frozen=True)
class Requirement:
    id: str
    source: str
    statement: str


@dataclass(frozen=True)
class Proof:
    """A test that carries a requirement's marker; the path starts at the root of the checkout."""

    path: str
    test: str


class UnknownRequirement(Exception):
    """A marker names an id that requirements.csv does not have."""


def main(arguments: list[str]) -> int:
    requirements = read_requirements()
    proofs = collect_proofs(ROOT / "tests")
    try:
        page = render(requirements, proofs)
    except UnknownRequirement as unknown:
        print(unknown, file=sys.stderr)
        return 1
    if "--check" in arguments:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print("docs/requirements.md is out of date; `make docs` writes it anew", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    print(f"docs/requirements.md: {_count(requirements, proofs)}.")
    return 0


def read_requirements() -> list[Requirement]:
    with STATEMENTS.open(encoding="utf-8", newline="") as file:
        return [Requirement(**row) for row in csv.DictReader(file)]


def collect_proofs(tests: Path) -> dict[str, list[Proof]]:
    """Requirement id to the tests that carry it, in the order of paths and lines."""
    proofs: dict[str, list[Proof]] = defaultdict(list)
    for file in sorted(tests.rglob("test_*.py")):
        path = file.relative_to(tests.parent).as_posix()
        module = ast.parse(file.read_text(encoding="utf-8"), filename=path)
        for test, ids in _marked_tests(module.body, _module_marks(module)):
            for requirement in dict.fromkeys(ids):
                proofs[requirement].append(Proof(path, test))
    return dict(proofs)


def render(requirements: list[Requirement], proofs: Mapping[str, list[Proof]]) -> str:
    """The page as Markdown: one table per source document."""
    if unknown := sorted(proofs.keys() - {requirement.id for requirement in requirements}):
        proof = proofs[unknown[0]][0]
        raise UnknownRequirement(f"{proof.path}::{proof.test} names {unknown[0]}, which docs/requirements.csv lacks")
    lines = [
        "# Requirements",
        "",
        "Every requirement, and the tests that prove it. This page is written by `make docs` from the tests' markers,",
        '`@pytest.mark.requirement("PLAN-001")`; do not edit it by hand.',
        "",
        f"In all: {_count(requirements, proofs)}.",
    ]
    for source in dict.fromkeys(requirement.source for requirement in requirements):
        rows = [requirement for requirement in requirements if requirement.source == source]
        lines += ["", f"## {source.removesuffix('.md')}", "", f"{_count(rows, proofs)}.", ""]
        lines += ["| id | statement | proven by |", "|---|---|---|"]
        lines += [_row(requirement, proofs.get(requirement.id, [])) for requirement in rows]
    return "\n".join(lines) + "\n"


def _module_marks(module: ast.Module) -> list[str]:
    ids: list[str] = []
    for statement in module.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets
        ):
            marks = statement.value.elts if isinstance(statement.value, ast.List) else [statement.value]
            ids += _ids(marks)
    return ids


def _marked_tests(body: list[ast.stmt], inherited: list[str], owner: str = "") -> Iterator[tuple[str, list[str]]]:
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            marks = inherited + _ids(statement.decorator_list)
            yield from _marked_tests(statement.body, marks, f"{owner}{statement.name}::")
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and statement.name.startswith("test_"):
            yield owner + statement.name, inherited + _ids(statement.decorator_list)


def _ids(marks: Iterable[ast.expr]) -> list[str]:
    # Walked in depth, since a mark may also stand on one case of a parametrized test.
    return [
        argument.value
        for mark in marks
        for call in ast.walk(mark)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.requirement"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def _row(requirement: Requirement, proofs: list[Proof]) -> str:
    tests = "<br>".join(f"[{proof.test.removeprefix('test_')}](../{proof.path})" for proof in proofs)
    statement = requirement.statement.replace("|", "\\|").replace("<", "&lt;")
    return f"| {requirement.id} | {statement} | {tests or 'open'} |"


def _count(requirements: list[Requirement], proofs: Mapping[str, list[Proof]]) -> str:
    proven = sum(requirement.id in proofs for requirement in requirements)
    return f"{len(requirements)} requirements, {proven} proven, {len(requirements) - proven} open"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""An id out of parts is built by ``crm_operations.process.ids``, so that no two lists of parts make one id."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for package in ("crm_core", "crm_operations", "adapters")
    for path in (ROOT / package / "src").rglob("*.py")
    if path.name != "ids.py" or path.parent.name != "process"
)
FINE = {
    "f'{self.process_id}/{step}'": "a process id holds no slash",
    "f'{database}-{record}'": "the record is a number",
    "f'{message.id}:{NOTICE_TOPIC}'": "a message's id is a UUID",
}
ENCODES = {"encoded", "compound_id", "process_id", "run_id"}


def ids_glued_from_parts(tree: ast.AST) -> Iterator[ast.JoinedStr]:
    """f-strings that become an id, and whose parts nothing but a separator keeps apart."""
    for node in ast.walk(tree):
        found: list[tuple[str, ast.expr | None]]
        match node:
            case ast.FunctionDef(name=name):
                found = [(name, each.value) for each in ast.walk(node) if isinstance(each, ast.Return)]
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found = [(name, value)]
            case ast.keyword(arg=str(name), value=value):
                found = [(name, value)]
            case _:
                continue
        for called, built in found:
            if isinstance(built, ast.JoinedStr) and called.endswith(("_id", "key")) and _is_glued(built):
                yield built


def _is_glued(text: ast.JoinedStr) -> bool:
    """A part that is a name may hold anything; one that is a number, or was encoded, may not."""
    parts = text.values
    return any(
        _is_open(before) and _separates(between) and _is_open(after)
        for before, between, after in zip(parts, parts[1:], parts[2:], strict=False)
    )


def _is_open(part: ast.expr) -> bool:
    if not isinstance(part, ast.FormattedValue):
        return False
    return not (isinstance(part.value, ast.Call) and getattr(part.value.func, "id", "") in ENCODES)


def _separates(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and not str(part.value).strip(":#/|_-. ")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_id_is_glued_from_parts(path: Path) -> None:
    glued = {ast.unparse(each) for each in ids_glued_from_parts(ast.parse(path.read_text()))}

    assert glued - FINE.keys() == set(), "build it with compound_id or process_id of crm_operations.process"


@pytest.mark.parametrize(
    ("source", "is_glued"),
    [
        ('process_id = f"{name}:{tenant}:{lead}"', True),
        ('tell(delivery_id=f"{delivery}/{user}")', True),
        ('def process_id(a, b):\n    return f"{a}#{b}"', True),
        ('tell(delivery_id=f"{delivery}/{encoded(user)}")', False),
        ('delivery_id = f"{message.id}:notice"', False),
    ],
)
def test_the_check_finds_what_it_looks_for(source: str, is_glued: bool) -> None:
    assert bool(list(ids_glued_from_parts(ast.parse(source)))) is is_glued

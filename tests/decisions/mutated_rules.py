"""A rule's code changed a little in one place at a time: every function of a room that runs while the rule decides."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from drawn_decisions import Drawn, as_stored

from crm_operations.audit import judge_again
from crm_operations.records import AnyRule, Decision, Rules

PACKAGES = ("crm_core", "crm_operations")
_APART = ("crm_core.testing", "crm_operations.testing", "crm_core.calendars")
"""How time is counted is no rule's own either: tests/core/calendars hold it to a count minute by minute."""
_OTHER_COMPARISON: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OTHER_OPERATOR: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
}
_OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    where: str
    function: FunctionType
    code: CodeType


def mutants_of(decide: Callable[[], object]) -> Iterator[Mutant]:
    """One for each place where the code could slip, in the order of modules and lines."""
    functions = _functions_of(_run_by(decide))
    for function in sorted(functions, key=lambda each: (each.__code__.co_filename, each.__code__.co_firstlineno)):
        path, line = function.__code__.co_filename, function.__code__.co_firstlineno
        source = Path(path).read_text(encoding="utf-8")
        places = sum(1 for _ in _places(_definition(ast.parse(source), line)))
        for place in range(places):
            tree = ast.parse(source)
            node, change = list(_places(_definition(tree, line)))[place]
            what = change()
            code = _code_of(compile(ast.fix_missing_locations(tree), path, "exec"), function)
            yield Mutant(f"{function.__module__}:{node.lineno} {what}", function, code)


def survivors(rule: AnyRule, decisions: Sequence[Drawn]) -> tuple[int, Sequence[str]]:
    """How many mutants there are, and those with which all the decisions, as they were stored, come out the same."""
    stored = [as_stored(rule, each) for each in decisions]
    mutants = list(mutants_of(lambda: [rule.decide(*each) for each in decisions]))
    return len(mutants), [mutant.where for mutant in mutants if noticed(mutant, rule, stored) is None]


def noticed(mutant: Mutant, rule: AnyRule, stored: Sequence[tuple[Decision, str]]) -> int | None:
    """The place of the first decision that does not come out the same."""
    with in_force(mutant):
        for place, (decision, policy) in enumerate(stored):
            try:
                if not judge_again(decision, Rules(rule), policy).is_same:
                    return place
            except Exception:  # noqa: BLE001 - whatever a slip brings about
                return place
    return None


@contextmanager
def in_force(mutant: Mutant) -> Iterator[None]:
    """Nothing that was worked out before is remembered, nor afterwards what the mutant did."""
    function: Any = mutant.function
    original = function.__code__
    _forget()
    function.__code__ = mutant.code
    try:
        yield
    finally:
        function.__code__ = original
        _forget()


def _run_by(decide: Callable[[], object]) -> set[CodeType]:
    """All the code that runs, also for what was worked out before."""
    _forget()
    run: set[CodeType] = set()
    sys.setprofile(lambda frame, _event, _arg: run.add(frame.f_code))
    try:
        decide()
    finally:
        sys.setprofile(None)
    return run


def _functions_of(run: set[CodeType]) -> Sequence[FunctionType]:
    """Functions and methods of rooms; words that every room shares are not a rule's own."""
    rooms = [module for name, module in sys.modules.items() if _is_of_a_room(name)]
    found = {id(each): each for module in rooms for each in _written_in(vars(module).values())}
    return [each for each in found.values() if each.__code__ in run and not each.__code__.co_freevars]


def _written_in(values: Iterable[object]) -> Iterator[FunctionType]:
    """Those of classes, and those behind decorators, included."""
    for value in list(values):
        if isinstance(value, type):
            yield from _written_in(vars(value).values()) if _is_of_a_room(value.__module__) else ()
            continue
        function = getattr(value, "fget", None) or getattr(value, "func", None) or getattr(value, "__func__", value)
        function = inspect.unwrap(function) if callable(function) else function
        if isinstance(function, FunctionType) and _is_of_a_room(function.__module__):
            yield function


def _is_of_a_room(module: str) -> bool:
    return module.startswith(PACKAGES) and module.count(".") > 1 and not module.startswith(_APART)


def _definition(tree: ast.Module, line: int) -> ast.FunctionDef:
    """As the interpreter counts, a function begins with its first decorator."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
            if first == line:
                return node
    raise LookupError(line)


def _places(function: ast.FunctionDef) -> Iterator[tuple[Any, Callable[[], str]]]:
    """Nodes of the body, and what changes each in place and says so."""
    for statement in function.body:
        for node in ast.walk(statement):
            if (change := _change_of(node)) is not None:
                yield node, change


def _change_of(node: ast.AST) -> Callable[[], str] | None:  # noqa: PLR0911  one line a shape
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _OTHER_COMPARISON:
        return lambda: _replace(node.ops, 0, _OTHER_COMPARISON[type(node.ops[0])]())
    if isinstance(node, ast.BinOp) and type(node.op) in _OTHER_OPERATOR:
        return lambda: _set(node, "op", _OTHER_OPERATOR[type(node.op)]())
    if isinstance(node, ast.BoolOp):
        return lambda: _set(node, "op", ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return lambda: _set(node, "value", not node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return lambda: _set(node, "value", int(str(node.value)) + 1)
    if isinstance(node, ast.Name) and node.id in _OTHER_NAME:
        return lambda: _set(node, "id", _OTHER_NAME[node.id])
    if isinstance(node, ast.IfExp):
        return lambda: _set(node, "test", ast.UnaryOp(ast.Not(), node.test))
    return None


def _set(node: ast.AST, field: str, value: Any) -> str:
    before = _shown(getattr(node, field))
    setattr(node, field, value)
    return f"{before} -> {_shown(value)}"


def _replace(ops: list[ast.cmpop], place: int, other: ast.cmpop) -> str:
    before, ops[place] = ops[place], other
    return f"{_shown(before)} -> {_shown(other)}"


def _shown(value: Any) -> str:
    return type(value).__name__ if isinstance(value, ast.AST) else repr(value)


def _code_of(module: CodeType, function: FunctionType) -> CodeType:
    pending = [module]
    while pending:
        code = pending.pop()
        if (code.co_name, code.co_firstlineno) == (function.__code__.co_name, function.__code__.co_firstlineno):
            return code
        pending += [each for each in code.co_consts if inspect.iscode(each)]
    raise LookupError(function)


def _forget() -> None:
    for module in [module for name, module in sys.modules.items() if name.startswith(PACKAGES)]:
        for value in list(vars(module).values()):
            if callable(clear := getattr(value, "cache_clear", None)):
                clear()

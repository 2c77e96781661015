"""Mappings as TOML that people write and edit."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from crm_core.arguments import in_words
from crm_core.imports.fields import OPEN, did_you_mean, field_of
from crm_core.imports.mapping import ColumnRule, FieldPolicy, ImportMapping, MappingUnusable, TableMapping
from crm_core.imports.records import ImportKind

SHARED = ("system", "zone", "currency")
"""Keys that stand above the tables for all of them."""


def read_mapping(text: str) -> ImportMapping:
    """Raises MappingUnusable with all that is wrong, each by its key and with a remedy."""
    try:
        content = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise MappingUnusable.because_of([f"it is not TOML: {error}; put texts into quotation marks"]) from error
    raw = content.pop("table", None)
    if raw is None:
        return ImportMapping(tables=(_table(content, ""),))
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise MappingUnusable.because_of(["table: it is not a list of tables; write [[table]] above each"])
    problems = [f"{key}: it belongs to one table; write it below [[table]]" for key in content if key not in SHARED]
    shared = {key: value for key, value in content.items() if key in SHARED}
    tables: list[TableMapping] = []
    for number, each in enumerate(raw, 1):
        try:
            tables.append(_table(shared | each, f"table {number}: "))
        except MappingUnusable as error:
            problems += error.problems
    if problems:
        raise MappingUnusable.because_of(problems)
    return ImportMapping(tables=tuple(tables))


def write_mapping(mapping: ImportMapping, samples: Mapping[str, str] | None = None) -> str:
    """TOML that reads as the same mapping; ``samples`` by column stand beside it as comments."""
    if len(mapping.tables) == 1:
        return "\n".join(_lines(mapping.tables[0], "", samples or {})) + "\n"
    parts = ("\n".join(("[[table]]", *_lines(table, "table.", samples or {}))) for table in mapping.tables)
    return "\n\n".join(parts) + "\n"


def _table(content: dict[str, Any], place: str) -> TableMapping:
    kind, columns, policy, keys = (content.get(key) for key in ("kind", "columns", "policy", "key"))
    raw = dict(content)
    if isinstance(columns, dict):
        raw["columns"] = {_canonical(kind, name): rule for name, rule in _flat(columns)}
    if isinstance(policy, dict):
        raw["policy"] = {_canonical(kind, name): each for name, each in policy.items()}
    if isinstance(keys, list):
        raw["key"] = tuple(_canonical(kind, name) for name in keys)
    try:
        table = TableMapping.model_validate(raw)
    except ValidationError as error:
        raise MappingUnusable.because_of([place + _explained(each) for each in error.errors()]) from error
    if problems := [place + problem for problem in table.problems()]:
        raise MappingUnusable.because_of(problems)
    return table


def _flat(columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """``custom.region`` is one name whether it is quoted or not; a plain text is the name of a column."""
    for name, rule in columns.items():
        if name in OPEN and isinstance(rule, dict):
            yield from ((f"{name}.{inner}", _rule(each)) for inner, each in rule.items())
        else:
            yield name, _rule(rule)


def _canonical(kind: object, name: Any) -> Any:
    """The field's own name for one of its other names."""
    if kind not in list(ImportKind) or not isinstance(name, str):
        return name
    field = field_of(ImportKind(str(kind)), name)
    return field.name if field else name


def _rule(rule: Any) -> Any:
    return {"column": rule} if isinstance(rule, str) else rule


def _explained(error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "extra_forbidden":
            *above, name = (str(part) for part in error["loc"])
            known = {0: TableMapping, 2: FieldPolicy if above[:1] == ["policy"] else ColumnRule}.get(len(above))
            remedy = did_you_mean(name, list(known.model_fields)) if known else "leave it out"
            return f"{key}: there is no such key; {remedy}"
        case "missing":
            return f"{key}: it is missing; add it"
        case "enum" | "literal_error":
            return f"{key}: {error['input']!r} is not known; use {error['ctx']['expected']}"
        case "value_error":
            return f"{key}: {error['ctx']['error']}"
    problem, _ = in_words(error)
    return f"{key}: {problem[0].lower()}{problem[1:]}; it is {error['input']!r}"


def _lines(table: TableMapping, prefix: str, samples: Mapping[str, str]) -> Iterator[str]:
    content = table.model_dump(mode="json", exclude_defaults=True)
    for key in ("kind", "file", "system", "key", "zone", "currency", "guarded"):
        if key in content:
            yield f"{key} = {_literal(content[key])}"
    yield f"[{prefix}columns]"
    for name, rule in table.columns.items():
        shown = rule.model_dump(exclude_defaults=True)
        literal = _literal(rule.column) if shown.keys() == {"column"} else _literal(shown)
        sample = samples.get(rule.columns[0]) if rule.columns else None
        yield f"{_key(name)} = {literal}" + (f"  # {_comment(sample)}" if sample else "")
    for key in ("policy", "rest", "only"):
        if key in content:
            yield f"[{prefix}{key}]"
            yield from (f"{_key(name)} = {_literal(value)}" for name, value in content[key].items())


def _literal(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_literal(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else _literal(name)


def _comment(sample: str) -> str:
    return "".join(each if each.isprintable() else " " for each in sample)[:60]

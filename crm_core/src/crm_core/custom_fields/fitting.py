"""Where rows are written, their custom values are held to the tenant's fields: whoever writes, one row or many."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from crm_core.custom_fields.custom_field import CustomField, FieldOwner
from crm_core.entities import Entity
from crm_core.errors import Invalid

E = TypeVar("E", bound=Entity)

FieldsOf = Callable[[FieldOwner], Sequence[CustomField]]
"""All fields of a kind of row, retired ones too."""


def fitted(entity: E, before: Entity | None, fields_of: FieldsOf) -> E:
    """With its custom values as they are kept; a new one with the defaults of what it does not say.

    What an edit leaves as it was is not judged again. Raises Invalid, naming the field and what to do.
    """
    custom = _custom_of(entity)
    known = {} if before is None else _custom_of(before) or {}
    if custom is None or (before is not None and custom == known):
        return entity
    owner = FieldOwner.of(entity.kind)
    fields = {field.name: field for field in fields_of(owner)}
    values = {
        name: value if name in known and known[name] == value else _read(fields, owner, name, value)
        for name, value in custom.items()
    }
    for field in fields.values():
        if field.retired_at is not None or field.name in values:
            continue
        if before is None and field.default is not None:
            values[field.name] = field.read(field.default)
        elif field.required_from is not None and (field.name in known or entity.created_at >= field.required_from):
            raise Invalid.field(f"custom.{field.name}", "it is required", f"say it: --field {field.name}=...")
    return entity if values == custom else entity.model_copy(update={"custom": values})


def _custom_of(entity: Entity) -> Mapping[str, object] | None:
    """None for what has no custom fields."""
    custom: Mapping[str, object] | None = getattr(entity, "custom", None)
    return custom


def _read(fields: dict[str, CustomField], owner: FieldOwner, name: str, value: object) -> object:
    field = fields.get(name)
    if field is None or field.retired_at is not None:
        problem = f"a {owner} has no such field" if field is None else "it is retired"
        there = ", ".join(sorted(each.name for each in fields.values() if each.retired_at is None))
        remedy = f"name one of: {there}" if there else f"declare it: crm field add {owner} {name}"
        raise Invalid.field(f"custom.{name}", problem, remedy)
    return field.read(value)

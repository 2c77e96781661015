"""Entities of any kind, created from annotations alone, for tests that only need an entity to exist."""

from datetime import timedelta
from typing import Any, TypeVar

from crm_core.entities import Entity
from crm_core.testing.builders import START, TENANT, an_id
from crm_core.testing.drawing import Drawing, annotation_of, fits

E = TypeVar("E", bound=Entity)

_SERIES = 0xEE
_TEXT = "Written by hand, and more than once"


class _Always:
    """The same choice each time, instead of a random one."""

    def __init__(self, count: int) -> None:
        self._count = count

    def random(self) -> float:
        return 0.5

    def randrange(self, stop: int, /) -> int:
        return self._count % stop


def example_of(kind: type[E], count: int = 1, **changes: Any) -> E:
    """Another one for each count, with what is required, and with keys of its own.

    Raises ValidationError where fields depend on one another; name those that do.
    """
    drawing = Drawing(_Always(count), {}, hostility=0)
    required = {name: annotation_of(field) for name, field in kind.model_fields.items() if field.is_required()}
    fields = {name: drawing.argument(annotation, f"{kind.__name__}.{name}") for name, annotation in required.items()}
    base = {"id": an_id(_SERIES, count), "tenant_id": TENANT, "created_at": START, "updated_at": START}
    return kind.model_validate({**fields, **keys_of(kind, count), **base, **changes})


def keys_of(kind: type[Entity], count: int) -> dict[str, Any]:
    """Values for the fields of its unique keys, others for each count; none for a type of few values."""
    names = dict.fromkeys(name for key in kind.unique for name in key if name in kind.model_fields)
    day = START + timedelta(days=count)
    values = (f"Example {count}", f"example-{count}", f"example_{count}", an_id(_SERIES, count), count, day.date(), day)
    annotations = {name: annotation_of(kind.model_fields[name]) for name in names}
    fitting = {name: [each for each in values if fits(annotations[name], each)] for name in names}
    return {name: found[0] for name, found in fitting.items() if found}


def text_field_of(kind: type[Entity]) -> str:
    """A field of its own, of no key, in which a person may write anything. Raises TypeError without one."""
    own = (name for name in kind.model_fields if name not in Entity.model_fields and name not in keys_of(kind, 1))
    found = next((name for name in own if fits(annotation_of(kind.model_fields[name]), _TEXT)), None)
    if found is None:
        raise TypeError(f"{kind.__name__} has no field that takes any text; say in `edited` of its suite what changes")
    return found

"""Whatever takes an actor checks its plain arguments, and says of each what it may be."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from coordinator_operations import Operation, operations_of

from crm_adapters.wiring import CrmSettings, RunnerKind, administrator, open_crm
from crm_core.actor import Actor
from crm_core.arguments import checks_arguments
from crm_core.errors import Invalid
from crm_core.vocabulary import Id, Limit

UNBOUNDED = {str, int, float}


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Operation]]:
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('doors')) / 'crm.db'}"
    with open_crm(settings=CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE)) as crm:
        yield operations_of(crm, "processes")


def test_every_door_checks_its_arguments(operations: Mapping[str, Operation]) -> None:
    assert len(operations) > 80
    assert [operation.name for operation in operations.values() if not operation.is_checked] == [], (
        "declare it with one of crm_operations.operation"
    )


def test_no_door_takes_a_text_or_number_without_bounds(operations: Mapping[str, Operation]) -> None:
    bare = [
        f"{operation.name}({name})"
        for operation in operations.values()
        for name, hint in operation.arguments.items()
        if _is_bare(hint)
    ]

    assert bare == [], "say what it may be with a type of crm_core.vocabulary"


def _is_bare(hint: Any) -> bool:
    if hint in UNBOUNDED:
        return True
    if hasattr(hint, "__metadata__"):
        return False
    return any(_is_bare(part) for part in get_args(hint) if not isinstance(part, list))


class Shelf:
    @checks_arguments
    def get(self, actor: Actor, book_id: Id, *, limit: Limit = 10) -> tuple[str, int]:
        """Says what it was asked."""
        return book_id, limit


ADA = administrator("acme")


def test_what_fits_is_handed_on() -> None:
    assert Shelf().get(ADA, "b-1") == ("b-1", 10)
    assert Shelf().get(ADA, book_id="b-1", limit=3) == ("b-1", 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"book_id": "a b"}, "book_id: it holds ' '; an id is made of a to z"),
        ({"book_id": "a\0"}, "book_id: it holds"),
        ({"book_id": None}, "book_id: it is no text; write it as one"),
        ({"book_id": "a", "limit": 0}, "limit: it is too low; use 1 or more"),
        ({"book_id": "a", "limit": 10**30}, "limit: "),
    ],
)
def test_what_does_not_fit_is_refused_by_name(arguments: Any, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        Shelf().get(ADA, **arguments)

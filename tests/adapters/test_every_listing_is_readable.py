"""A listing keeps its headings whole and its names readable on a screen of 80 columns, whatever entity it shows."""

import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import cycle
from string import ascii_lowercase
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from pydantic import AwareDatetime
from rich.console import Console

from crm_adapters.cli.menu import MENU, loaded
from crm_adapters.cli.shell.cells import is_name
from crm_adapters.cli.shell.entity_table import EntityTable
from crm_adapters.cli.shell.wording import MINOR, is_choice, type_of
from crm_core.identity import EntityKind, EntityRef
from crm_core.money import Money
from crm_core.testing import START

SCREEN = 80
READABLE = 9
LONG_NAME = 60
KEYS = {"id": "019b8e3e-3480-7000-8000-000000000008", "currency_code": "USD"}
ABOUT = EntityRef(kind=EntityKind.OPPORTUNITY, id=KEYS["id"])
SIMPLE = {
    Decimal: Decimal("161.123456"),
    EntityRef: ABOUT,
    date: START.date(),
    datetime: START,
    AwareDatetime: START,
    Money: Money(minor=12_345_600, currency="USD"),
}
A_NUMBER, A_KEY, A_FIGURE, AN_AMOUNT = "LEAD-2026-0001", "ines-calder", 1_234, 12_345_600


def listings() -> Iterator[tuple[str, Any]]:
    for name in MENU:
        for path, callback in commands(loaded(name), name):
            if hasattr(callback, "__columns__"):
                yield path, callback


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name, each in command.commands.items():
            yield from commands(each, f"{path} {name}")
    else:
        yield path, inspect.unwrap(command.callback)


def typical(kind: type[Any]) -> Mapping[str, Any]:
    """Long names, each of one letter, and everything else as long as it usually is."""
    letters = cycle(ascii_lowercase)
    values: dict[str, Any] = {}
    for field, info in kind.model_fields.items():
        its_type = type_of(info)
        if is_choice(its_type):
            values[field] = max(its_type, key=lambda choice: len(str(choice)))
        elif its_type is str:
            other = KEYS.get(field, A_NUMBER if field.endswith("number") else A_KEY)
            values[field] = next(letters) * LONG_NAME if is_name(field, its_type) and field not in KEYS else other
        elif its_type is int:
            values[field] = AN_AMOUNT if field.endswith(MINOR) else A_FIGURE
        elif its_type in SIMPLE:
            values[field] = SIMPLE[its_type]
        elif get_origin(its_type) is tuple:
            values[field] = ()
    return values


@pytest.mark.parametrize(("path", "callback"), [*listings()], ids=lambda value: value if isinstance(value, str) else "")
def test_no_column_of_a_listing_is_too_narrow_to_be_read(path: str, callback: Any) -> None:
    (kind,) = get_args(get_type_hints(inspect.unwrap(callback.__asks__))["return"])
    values = typical(kind)
    entity = kind.model_construct(**values)
    table = EntityTable(callback.__columns__, [entity], ZoneInfo("UTC"))

    console = Console(width=SCREEN)
    with console.capture() as captured:
        console.print(table)

    heading, rule, *rows = captured.get().splitlines()
    titles = [column.title for column in callback.__columns__ if not column.is_id]
    is_whole = set(rule.strip()) == {"─"} and all(title in heading for title in titles)
    assert is_whole, f"crm {path} breaks a heading, or leaves it out; show fewer columns, or compose two to one"
    assert max(map(len, (heading, *rows))) <= SCREEN
    if {"Number"} & set(titles):
        assert A_NUMBER in captured.get(), f"crm {path} cuts the number that other commands take"
    cut = [cell for row in rows for cell in re.split(" {2,}", row) if cell.endswith("…")]
    assert [cell for cell in cut if len(cell) < READABLE] == [], f"crm {path} cuts these too short; show less"

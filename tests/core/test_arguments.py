"""What pydantic says of an argument is told in words: what is wrong, and what to do."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from crm_core.arguments import in_words
from crm_core.leads import CreateLead
from crm_core.money import CurrencyCode
from crm_core.vocabulary import Priority

ROOT = Path(__file__).parents[2]

_WRONG: list[tuple[Any, Any]] = [
    (int, "few"),
    (int, 1.5),
    (float, "some"),
    (Decimal, "some"),
    (bool, "perhaps"),
    (str, 5),
    (date, "soon"),
    (datetime, "soon"),
    (AwareDatetime, "2026-06-30T12:00:00"),
    (Priority, "very"),
    (Literal["a", "b"], "c"),
    (tuple[str, ...], "word"),
    (dict[str, str], "word"),
    (CreateLead, {"name": "Ada", "surname": "Lovelace"}),
    (Annotated[int, Field(gt=0)], 0),
    (Annotated[int, Field(lt=9)], 9),
    (Annotated[float, Field(allow_inf_nan=False)], "nan"),
    (Annotated[tuple[int, ...], Field(max_length=1)], (1, 2)),
    (CurrencyCode, "euros"),
]


@pytest.mark.parametrize(("annotation", "value"), _WRONG)
def test_what_is_wrong_is_said_in_words_beside_a_remedy(annotation: Any, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(annotation).validate_python(value)

    problem, remedy = in_words(refused.value.errors()[0])

    assert remedy
    assert problem.startswith(("it ", "there ", "'"))


def test_the_words_of_a_kind_nobody_foresaw_are_kept() -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Annotated[int, Field(multiple_of=5)]).validate_python(3)

    assert in_words(refused.value.errors()[0])[0] == "it should be a multiple of 5"


def test_no_module_tells_what_pydantic_says_in_its_own_words() -> None:
    """Two may look at it: the one that puts it into words, and the line about a check over several fields."""
    raw = [
        str(path.relative_to(ROOT))
        for package in ("crm_core", "crm_operations", "adapters")
        for path in sorted((ROOT / package / "src").rglob("*.py"))
        if re.search(r"""\[['"]msg['"]\]""", path.read_text(encoding="utf-8"))
    ]

    assert raw == ["crm_core/src/crm_core/arguments.py", "adapters/src/crm_adapters/cli/shell/failures.py"]

"""Names that differ only in blanks and case are the same; each different spelling is reported once."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Generic, TypeVar

from crm_core.values import Value

T = TypeVar("T")


class Respelling(Value):
    """How a name stands in the rows, and how it stands in the list it belongs to."""

    column: str
    written: str
    meant: str
    rows: int


class Spellings(Generic[T]):
    """The entries of a list by name."""

    def __init__(self, column: str, left_out: Iterable[str] = ()) -> None:
        """``left_out`` are names on unusable rows of the list."""
        self._column = column
        self.left_out = set(left_out)
        self._names: dict[str, tuple[str, T]] = {}
        self._respelled: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, meaning: T) -> str | None:
        """Adds a name; answers the equal name that exists already, None when it was added."""
        folded = _folded(name)
        if folded in self._names:
            return self._names[folded][0]
        self._names[folded] = (name, meaning)
        return None

    def leave_out(self, name: str) -> None:
        self.left_out.add(_folded(name))

    def is_left_out(self, name: str) -> bool:
        return _folded(name) in self.left_out

    def resolve(self, written: str, meaning: T) -> T:
        """The entry of that name; a new name gets ``meaning``."""
        if self.add(written, meaning) is None:
            return meaning
        found = self.find(written)
        return meaning if found is None else found

    def find(self, written: str) -> T | None:
        name, meaning = self._names.get(_folded(written), (written, None))
        if name != written:
            self._respelled[written, name] += 1
        return meaning

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self._names.values())

    @property
    def meanings(self) -> tuple[T, ...]:
        return tuple(meaning for _, meaning in self._names.values())

    @property
    def respelled(self) -> tuple[Respelling, ...]:
        return tuple(
            Respelling(column=self._column, written=written, meant=meant, rows=rows)
            for (written, meant), rows in sorted(self._respelled.items())
        )


def _folded(name: str) -> str:
    """As Unicode compares without case and form (D146): folding may undo the normal form, so it is made twice."""
    for form in ("NFD", "NFKD"):
        name = unicodedata.normalize(form, name).casefold()
    return "".join(unicodedata.normalize("NFKD", name).split())

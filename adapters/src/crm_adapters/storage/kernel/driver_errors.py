"""The facts of a driver's error without what it quotes: no statement, no parameter, no value of a row.

Drivers quote values: PostgreSQL in DETAIL, MariaDB in "Duplicate entry '...'", SQLite in "near '...'". What remains is
the kind of the error (PEP 249), its code, and the constraint, column or table it names.
"""

import re
from typing import NamedTuple, Self

from sqlalchemy.exc import DBAPIError

from crm_core.texts import fit

_DRIVERS = frozenset({"sqlite3", "_sqlite3", "psycopg", "pymysql"})
_KINDS = (
    "DataError",
    "IntegrityError",
    "OperationalError",
    "ProgrammingError",
    "InternalError",
    "NotSupportedError",
    "InterfaceError",
    "DatabaseError",
    "Error",
)
_LONGEST = 200
_SQLITE_ERROR = 1
"""The code of a statement that is wrong, whose text quotes it; the texts of all other codes are SQLite's own."""
# On SQLite the columns, on MariaDB a key at the end of the text or a foreign key in the midst of it.
_NAMED = re.compile(r"constraint failed: ([\w., ]+)$|for key '([\w.$]+)'$|CONSTRAINT `([\w$]+)` FOREIGN")
_RIGHT_IS_LACKING = "42501"
"""Then PostgreSQL names what it is lacking on, and quotes nobody's values."""


class DriverError(NamedTuple):
    """``kind`` as in PEP 249; ``code`` is SQLSTATE, MariaDB's number or SQLite's name; ``name`` of a constraint."""

    kind: str
    error: str
    code: str | None
    name: str | None
    text: str
    """As the driver says it, quotations included: to be looked into, never shown."""
    quotes_nothing: bool
    """Whether the first line is the database's alone: no statement was executed yet, or it tells of itself."""

    @classmethod
    def of(cls, error: BaseException | None) -> "Self | None":
        """The facts of a driver's error, also one inside SQLAlchemy's; None for any other."""
        if isinstance(error, DBAPIError):
            return cls._of(error.orig, quotes_nothing=error.statement is None)
        return cls._of(error, quotes_nothing=False)

    @classmethod
    def _of(cls, error: BaseException | None, *, quotes_nothing: bool) -> "Self | None":
        names = {each.__name__ for each in type(error).__mro__ if each.__module__.partition(".")[0] in _DRIVERS}
        kind = next((kind for kind in _KINDS if kind in names), None)
        if error is None or kind is None:
            return None
        code, sqlite_code = _code(error), getattr(error, "sqlite_errorcode", _SQLITE_ERROR) & 0xFF
        is_the_drivers = sqlite_code != _SQLITE_ERROR or code == _RIGHT_IS_LACKING
        return cls(kind, type(error).__name__, code, _name(error), str(error), quotes_nothing or is_the_drivers)

    def __str__(self) -> str:
        summary = self.error if self.code is None else f"{self.error} {self.code}"
        if self.name is not None:
            return f"{summary} on {self.name}"
        return fit(f"{summary}: {self.text.partition(chr(10))[0]}", _LONGEST) if self.quotes_nothing else summary


def _code(error: BaseException) -> str | None:
    """MariaDB's own number is more specific than its SQLSTATE."""
    if error.args and isinstance(error.args[0], int):
        return str(error.args[0])
    return getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)


def _name(error: BaseException) -> str | None:
    """Of the constraint, else of the column."""
    diagnostics = getattr(error, "diag", None)
    for attribute in ("constraint_name", "column_name"):
        if name := getattr(diagnostics, attribute, None):
            return fit(str(name), _LONGEST)
    text = str(error.args[-1]) if error.args else ""
    found = _NAMED.search(text)
    return None if found is None else next(name for name in found.groups() if name is not None)

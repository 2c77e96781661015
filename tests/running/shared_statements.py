"""A statement is compiled once a process, and not once for every database that a test opens.

SQLAlchemy keeps what it compiled with each engine, which an application has one of. What it compiles depends on the
kind of the database, its driver and the server's version alone, and tests have one server of a kind.
"""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache

AT_MOST = 5_000
"""So many as all of ours, and those that tests make."""

_COMPILED: LRUCache[Hashable, Any] = LRUCache(AT_MOST)


class OfItsKind:
    """What an engine asks of its cache; the key begins with the engine's own dialect."""

    def get(self, key: tuple[Any, ...]) -> Any:
        return _COMPILED.get(_shared(key))

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        _COMPILED[_shared(key)] = compiled

    def clear(self) -> None:
        _COMPILED.clear()


def _shared(key: tuple[Any, ...]) -> Hashable:
    dialect: Dialect = key[0]
    # What is read through a dialect that refuses corrupt values is not read through another one.
    return dialect.name, dialect.driver, type(dialect), "colspecs" in vars(dialect), *key[1:]


def _keep(engine: Engine, given: object) -> None:
    vars(engine)["_compiled_cache"] = None if given is None else OfItsKind()


Engine._compiled_cache = property(lambda engine: vars(engine)["_compiled_cache"], _keep)  # type: ignore[assignment]

"""A tenant's list of sources: eleven defaults, which it may rename, retire and add to.

A retired source stays readable where it was used, and no new lead or deal may name it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Protocol, Self

from pydantic import Field

from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound
from crm_core.identity import EntityKind
from crm_core.personal import IMPERSONAL
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import LeadSource, ShortText, SourceKey

DEFAULT_SOURCES = {source.value: source.value.capitalize() for source in LeadSource}
"""By key; a tenant needs no row for them until it renames or retires one."""


SourceName = Annotated[ShortText, IMPERSONAL, Field(description="What people read, such as 'Trade fair'.")]


class AddSource(Value):
    """``key`` is what leads, events and figures store, and never changes; ``name`` is what people read, and may."""

    key: SourceKey = Field(description="What leads and figures carry, such as trade-fair.")
    name: SourceName


class SourceNotFound(NotFound):
    """No source of the tenant has this id."""


class ListedSource(Value):
    """An entry of the list as a tenant sees it, stored or one of the defaults."""

    key: SourceKey
    name: Annotated[ShortText, IMPERSONAL]
    retired_at: Utc | None = None


class Source(ListedSource, Entity):
    """An entry of the list that differs from the defaults."""

    kind = EntityKind.SOURCE
    unique = (("key",),)
    not_found = SourceNotFound

    def rename(self, name: str, *, at: datetime) -> Self:
        """Changes what people read; leads and figures keep the key. Raises Invalid for an empty or too long name."""
        return self.changed(at, name=AddSource(key=self.key, name=name).name)

    def retire(self, *, at: datetime) -> Self:
        """No new lead or deal may name it; a second call changes nothing."""
        return self if self.retired_at else self.changed(at, retired_at=as_utc(at))

    def reinstate(self, name: str, *, at: datetime) -> Self:
        """Lets new leads and deals name it again, under this name."""
        return self.rename(name, at=at).changed(at, retired_at=None)


class UnknownSource(Invalid):
    @classmethod
    def because_not_listed(cls, key: str, known: Iterable[str]) -> Self:
        return cls(
            "source: there is no {key!r}; name one of: {known}, or add it with `crm source add`",
            {"key": key, "known": ", ".join(known)},
        )

    @classmethod
    def because_retired(cls, key: str, known: Iterable[str]) -> Self:
        return cls(
            "source: {key!r} is retired; name one of: {known}, or take it up again with `crm source add`",
            {"key": key, "known": ", ".join(known)},
        )


class KeepsSources(Protocol):
    """The part of a SourceStore that a check needs."""

    def find_by_key(self, key: str, /) -> Source | None:
        """As ``SourceStore.find_by_key``."""
        ...

    def all(self) -> Sequence[Source]:
        """As ``SourceStore.all``."""
        ...


def listed_sources(sources: Sequence[Source]) -> tuple[ListedSource, ...]:
    """The whole list in the order of keys: the eleven defaults, replaced by stored entries, and the tenant's own."""
    listed = {key: ListedSource(key=key, name=name) for key, name in DEFAULT_SOURCES.items()}
    listed |= {each.key: ListedSource(key=each.key, name=each.name, retired_at=each.retired_at) for each in sources}
    return tuple(listed[key] for key in sorted(listed))


def require_source(sources: KeepsSources, key: str | None, *, unless: str | None = None) -> None:
    """Refuses a source that is unknown or retired; None, and the one named before, are fine. Raises UnknownSource."""
    if key is None or key == unless:
        return
    unchecked = sources.find_by_key(key)
    if unchecked is None and key not in DEFAULT_SOURCES:
        raise UnknownSource.because_not_listed(key, _usable(sources))
    if unchecked is not None and unchecked.retired_at is not None:
        raise UnknownSource.because_retired(key, _usable(sources))


def require_known_sources(sources: KeepsSources, keys: Iterable[str]) -> None:
    """For conditions, rules and filters, which may name a retired source. Raises UnknownSource."""
    for key in sorted(set(keys) - DEFAULT_SOURCES.keys()):
        if sources.find_by_key(key) is None:
            raise UnknownSource.because_not_listed(key, _usable(sources))


def _usable(sources: KeepsSources) -> list[str]:
    return [each.key for each in listed_sources(sources.all()) if each.retired_at is None]

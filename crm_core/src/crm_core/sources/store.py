"""Where a tenant's sources are kept."""

from typing import Protocol, Self

from crm_core.errors import NotFound
from crm_core.sources.source import Source
from crm_core.values import Listed


class SourceNotFound(NotFound):
    @classmethod
    def because_unknown_source(cls, source_id: str) -> Self:
        return cls.because_unknown("source", source_id)


class SourceStore(Protocol):
    def get(self, source_id: str) -> Source:
        """Raises SourceNotFound."""
        ...

    def find_by_key(self, key: str) -> Source | None: ...

    def all(self) -> Listed[Source]:
        """Those with a row, retired ones too, in the order of keys."""
        ...

    def add(self, source: Source) -> Source:
        """Raises Conflict when the key is taken."""
        ...

    def save(self, source: Source) -> Source:
        """Raises Conflict when it changed since it was loaded, SourceNotFound."""
        ...

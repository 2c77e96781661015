"""Sources: where leads and deals come from, a list per tenant."""

from crm_core.sources.source import (
    DEFAULT_SOURCES,
    AddSource,
    ListedSource,
    Source,
    SourceName,
    SourceNotFound,
    UnknownSource,
    listed_sources,
    require_known_sources,
    require_source,
)
from crm_core.sources.store import SourceStore

__all__ = [
    "DEFAULT_SOURCES",
    "AddSource",
    "ListedSource",
    "Source",
    "SourceName",
    "SourceNotFound",
    "SourceStore",
    "UnknownSource",
    "listed_sources",
    "require_known_sources",
    "require_source",
]

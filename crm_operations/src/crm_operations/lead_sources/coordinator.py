"""The coordinator of the list of sources: read, add, rename, retire."""

from typing import Annotated, Self

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.errors import Conflict
from crm_core.identity import NewId
from crm_core.sources import DEFAULT_SOURCES, AddSource, ListedSource, Source, SourceName, UnknownSource, listed_sources
from crm_core.stores import Listed
from crm_core.vocabulary import SourceKey
from crm_operations.operation import acts, reads
from crm_operations.records import Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor

WithRetired = Annotated[bool, Field(description="Those too from which nothing new may come.")]


class SourceNamedOtherwise(Conflict):
    @classmethod
    def because_it_has_a_name(cls, key: str, name: str) -> Self:
        return cls(
            "source {key} is called {name!r} already; rename it with `crm source rename`", {"key": key, "name": name}
        )


class LeadSourceCoordinator:
    """The list of sources leads come from; a source is named by its key, such as ``website``.

    Each method raises NotPermitted; those that name a source raise UnknownSource.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    @reads(Permission.LEAD_CAPTURE)
    def list(self, actor: Actor, *, with_retired: WithRetired = False) -> Listed[ListedSource]:
        """List the sources in the order of their keys, for whoever may capture leads."""
        with self._records.reading(actor) as work:
            source = work.sources.all()
        listed = (each for each in listed_sources(source) if with_retired or each.retired_at is None)
        return Listed(listed, unreadable=source.unreadable)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def add(self, actor: Actor, request: AddSource) -> ListedSource:
        """Add a source, or take a retired one up again; a second call changes nothing.

        Raises SourceNamedOtherwise.
        """
        at = self._clock.now()
        with self._records.writing(actor) as work:
            source = work.sources.find_by_key(request.key)
            if source is not None and source.retired_at is not None:
                return _listed(work.sources.save(source.reinstate(request.name, at=at)))
            name = source.name if source else DEFAULT_SOURCES.get(request.key)
            if name is not None and name != request.name:
                raise SourceNamedOtherwise.because_it_has_a_name(request.key, name)
            if name is not None:
                return ListedSource(key=request.key, name=name)
            return _listed(
                work.sources.add(Source.new(request, entity_id=self._new_id(), tenant_id=actor.tenant_id, at=at))
            )

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def rename(self, actor: Actor, key: SourceKey, name: SourceName) -> ListedSource:
        """Change what people read; leads, events and figures go on carrying the key."""
        request = AddSource(key=key, name=name)
        with self._records.writing(actor) as work:
            source = self._required(actor, work, key)
            return _listed(work.sources.save(source.rename(request.name, at=self._clock.now())))

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def retire(self, actor: Actor, key: SourceKey) -> ListedSource:
        """Let nothing new come from a source; where it was used it stays readable."""
        with self._records.writing(actor) as work:
            source = self._required(actor, work, key)
            if source.retired_at is not None:
                return _listed(source)
            return _listed(work.sources.save(source.retire(at=self._clock.now())))

    def _required(self, actor: Actor, work: UnitOfWork, key: str) -> Source:
        """One that is there from the start gets its row now."""
        if (source := work.sources.find_by_key(key)) is not None:
            return source
        if key not in DEFAULT_SOURCES:
            raise UnknownSource.because_not_listed(key, [each.key for each in listed_sources(work.sources.all())])
        request = AddSource(key=key, name=DEFAULT_SOURCES[key])
        at = self._clock.now()
        return work.sources.add(Source.new(request, entity_id=self._new_id(), tenant_id=actor.tenant_id, at=at))


def _listed(source: Source) -> ListedSource:
    return ListedSource(key=source.key, name=source.name, retired_at=source.retired_at)

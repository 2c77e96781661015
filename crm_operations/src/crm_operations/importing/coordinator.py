"""The coordinator of imports: planned, run, gone on with, looked at, taken back."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.errors import CrmError, Invalid, Refused
from crm_core.identity import NewId, NumberKind
from crm_core.imports import (
    Chunk,
    FileResult,
    ImportBatch,
    ImportBatchFilter,
    ImportFinished,
    ImportKind,
    ImportLine,
    ImportStarted,
    ImportState,
    LineCount,
    Outcome,
    RowProblem,
)
from crm_core.stores import Listed
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Number, Total
from crm_operations.bulk import Undone
from crm_operations.importing.people import PersonRows
from crm_operations.importing.sources import ImportSource, StartImport, chunks
from crm_operations.importing.writers import Writer, Writers
from crm_operations.operation import acts, inward, reads
from crm_operations.process import LocalTransaction
from crm_operations.records import Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor

EXAMPLES = 10
"""Lines of each outcome that a plan names."""

Watch = Callable[[Sequence[ImportLine]], object]
"""Hears what became of the lines of each chunk, once it is committed."""


ImportNumber = Annotated[Number, Field(description="Number or id of the import.")]


class ImportRefused(Refused):
    @classmethod
    def because_rows_would_be(cls, refused: int) -> Self:
        return cls(
            "nothing is imported, since of the rows {count} would be refused; mend them, or leave out --all-or-nothing",
            {"count": refused},
        )


class ImportExample(Value):
    """A line, and what would become of it."""

    outcome: Outcome
    file: AnyText
    line: Total


class ImportPlan(Value):
    """What an import would do; ``examples`` has the first lines of each outcome, ``problems`` why some are refused."""

    files: tuple[FileResult, ...]
    examples: tuple[ImportExample, ...]
    problems: tuple[RowProblem, ...]

    @property
    def refused(self) -> int:
        """How many rows would be."""
        return sum(file.refused for file in self.files)


class PlanOnly(Refused):
    """Ends the transaction of a plan, so that nothing of it stays."""

    @classmethod
    def because_nothing_is_to_stay(cls) -> Self:
        return cls("a plan writes nothing")


class ImportCoordinator:
    """Files become leads, deals and whatever else rows are, in batches.

    The same files with the same mapping are the same batch: it goes on where it ended, and is finished once.
    Each method raises NotPermitted.
    """

    def __init__(
        self,
        records: Records,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
        writers: Writers,
        local_transaction: LocalTransaction | None,
    ) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._writers = writers
        self._local_transaction = local_transaction

    @inward("it reads rows as they are asked for", Permission.IMPORT_HISTORY)
    def plan(self, actor: Actor, sources: Sequence[ImportSource], request: StartImport) -> ImportPlan:
        """What ``run`` would do, found out by doing it in a transaction that is rolled back.

        Raises Refused where customers or orders are kept by another system, which cannot be asked what if.
        """
        transaction = self._local_transaction
        if transaction is None:
            raise Refused("what an import would do is not known beforehand where another system keeps the customers")
        lines: list[ImportLine] = []
        files: tuple[FileResult, ...] = ()
        try:
            with transaction(actor):
                batch = self._begun(actor, request)
                after = self._last_lines(actor, batch)
                for place, source in enumerate(sources):
                    for chunk in chunks(batch, place, source, after.get(place, 0), announce=False):
                        written = self._written(actor, source, chunk)
                        lines += (line for line in written if _is_example(lines, line))
                files = self._results(actor, batch, sources)
                raise PlanOnly.because_nothing_is_to_stay()
        except PlanOnly:
            pass
        examples = tuple(
            ImportExample(outcome=line.outcome, file=sources[line.file].file.file, line=line.line) for line in lines
        )
        problems = [(sources[line.file].file.file, line.problem) for line in lines if line.problem]
        named = tuple(problem.model_copy(update={"file": file}) for file, problem in problems)
        return ImportPlan(files=files, examples=examples, problems=named)

    @inward("it reads rows as they are asked for", Permission.IMPORT_HISTORY)
    def run(
        self, actor: Actor, sources: Sequence[ImportSource], request: StartImport, watch: Watch | None = None
    ) -> ImportBatch:
        """Writes what is not written yet, 500 rows a commit; a finished batch is answered as it is.

        Raises ImportRefused where all or nothing was asked for, before anything is written.
        """
        if request.all_or_nothing and (refused := self.plan(actor, sources, request).refused):
            raise ImportRefused.because_rows_would_be(refused)
        batch = self._begun(actor, request)
        if batch.state is ImportState.DONE:
            return batch
        try:
            after = self._last_lines(actor, batch)
            for place, source in enumerate(sources):
                for chunk in chunks(batch, place, source, after.get(place, 0), announce=request.announce):
                    lines = self._written(actor, source, chunk)
                    if watch is not None:
                        watch(lines)
        except BaseException:
            with suppress(CrmError):
                self._left(actor, batch.id, self._results(actor, batch, sources), ImportState.INTERRUPTED)
            raise
        return self._left(actor, batch.id, self._results(actor, batch, sources), ImportState.DONE)

    @reads(Permission.IMPORT_READ)
    def get(self, actor: Actor, import_number: ImportNumber) -> ImportBatch:
        """Show an import, by number or id. Raises NotFound."""
        with self._records.reading(actor) as work:
            return _batch(work, import_number)

    @reads(Permission.IMPORT_READ)
    def list(self, actor: Actor, filters: ImportBatchFilter) -> Listed[ImportBatch]:
        """List imports, oldest first."""
        with self._records.reading(actor) as work:
            return work.import_batches.find(filters)

    @acts(Permission.IMPORT_HISTORY)
    def undo(self, actor: Actor, import_number: ImportNumber) -> Undone:
        """Take an import back: what it created goes, what it changed is as before, what others touched stays.

        It can be gone on with, and asked again it answers the same. Raises NotFound.
        """
        with self._records.reading(actor) as work:
            batch = _batch(work, import_number)
        undone = Undone(batch=batch.import_number)
        for place in reversed(range(len(batch.files))):
            writer = self._writer(batch.files[place])
            after = 0
            while lines := self._lines(actor, batch, place, after):
                after = lines[-1].line
                wrote = [line for line in lines if line.version and not line.is_duplicate]
                undone += writer.undo_rows(actor, wrote) if wrote else Undone()
        self._changed(actor, batch.id, lambda each, at: each if each.undone_at else _taken_back(each, at))
        return undone

    def _written(self, actor: Actor, source: ImportSource, chunk: Chunk) -> Sequence[ImportLine]:
        if isinstance(people := self._writers.get(ImportKind.PERSON), PersonRows):
            people.add_unknown(actor, chunk)
        return self._writer(source.file).import_rows(actor, chunk)

    def _writer(self, file: FileResult) -> Writer:
        if (writer := self._writers.get(file.kind)) is None:
            known = ", ".join(sorted(self._writers))
            raise Invalid.field("kind", f"rows of kind {file.kind} cannot be written", f"use one of {known}")
        return writer

    @repeats_lost_races
    def _begun(self, actor: Actor, request: StartImport) -> ImportBatch:
        """The batch of these files and this mapping, new or gone on with."""
        at = self._clock.now()
        with self._records.writing(actor) as work:
            if request.digest is not None and (known := work.import_batches.get_many_by("digest", [request.digest])):
                return known[0]
            year = local_date(at, self._settings_for(actor.tenant_id).zone).year
            facts = ImportStarted(digest=request.digest, mapping=request.mapping, files=request.files)
            batch = ImportBatch.new(
                facts,
                entity_id=self._new_id(),
                tenant_id=actor.tenant_id,
                at=at,
                import_number=work.numbers.next(NumberKind.IMPORT, year),
                started_by=actor.user_id,
            )
            return work.import_batches.add(batch)

    def _last_lines(self, actor: Actor, batch: ImportBatch) -> dict[int, int]:
        """By the place of a file, the last line of it that is written."""
        last: dict[int, int] = {}
        for each in self._counts(actor, batch):
            last[each.file] = max(each.last_line, last.get(each.file, 0))
        return last

    def _counts(self, actor: Actor, batch: ImportBatch) -> Sequence[LineCount]:
        with self._records.reading(actor) as work:
            return work.import_lines.counts(batch.id)

    def _lines(self, actor: Actor, batch: ImportBatch, place: int, after: int) -> Sequence[ImportLine]:
        with self._records.reading(actor) as work:
            return work.import_lines.of(batch.id, place, after=after)

    def _results(self, actor: Actor, batch: ImportBatch, sources: Sequence[ImportSource]) -> tuple[FileResult, ...]:
        results = []
        counts = self._counts(actor, batch)
        for place, source in enumerate(sources):
            ours = {each.outcome.value: each.lines for each in counts if each.file == place}
            facts: dict[str, Any] = {
                "rows": sum(ours.values()),
                "duplicates": sum(each.duplicates for each in counts if each.file == place),
                "unwrapped": source.unwrapped(),
            }
            results.append(source.file.model_copy(update={**ours, **facts}))
        return tuple(results)

    def _left(self, actor: Actor, batch_id: str, files: tuple[FileResult, ...], state: ImportState) -> ImportBatch:
        def end(batch: ImportBatch, at: datetime) -> ImportBatch:
            finished_at = at if state is ImportState.DONE else None
            return batch.changed(at, files=files, state=state, finished_at=finished_at)

        return self._changed(actor, batch_id, end, is_finished=state is ImportState.DONE)

    @repeats_lost_races
    def _changed(
        self,
        actor: Actor,
        batch_id: str,
        change: Callable[[ImportBatch, datetime], ImportBatch],
        *,
        is_finished: bool = False,
    ) -> ImportBatch:
        with self._records.writing(actor) as work:
            batch = work.import_batches.get(batch_id, lock=True)
            at = self._clock.now()
            after = change(batch, at)
            if after is batch:
                return batch
            if is_finished:
                outcomes = ("created", "changed", "unchanged", "skipped", "refused")
                counts = {name: sum(getattr(file, name) for file in after.files) for name in outcomes}
                facts = {**counts, "import_number": batch.import_number}
                work.outbox.announce(batch.event(ImportFinished, at=at, **facts))
            return work.import_batches.save(after)


def _batch(work: UnitOfWork, number: str) -> ImportBatch:
    found = work.import_batches.get_many_by("import_number", [number])
    return found[0] if found else work.import_batches.get(number)


def _taken_back(batch: ImportBatch, at: datetime) -> ImportBatch:
    return batch.changed(at, state=ImportState.UNDONE, undone_at=at, digest=None)


def _is_example(lines: Sequence[ImportLine], line: ImportLine) -> bool:
    return sum(each.outcome is line.outcome for each in lines) < EXAMPLES

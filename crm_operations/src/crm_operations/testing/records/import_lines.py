"""The lines of imports in memory."""

from collections.abc import Sequence
from itertools import groupby

from crm_core.imports import ImportLine, LineCount, Outcome
from crm_operations.testing.records.state import FakeSession


class FakeImportLines:
    def __init__(self, session: FakeSession) -> None:
        self._lines = session.state.import_lines

    def add(self, lines: Sequence[ImportLine]) -> None:
        self._lines.extend(lines)

    def counts(self, batch_id: str) -> Sequence[LineCount]:
        ours = sorted(self._all(batch_id), key=_outcome)
        counted = []
        for (file, outcome), group in groupby(ours, key=_outcome):
            lines = list(group)
            duplicates = sum(line.is_duplicate for line in lines)
            counted.append(LineCount(file, outcome, len(lines), duplicates, max(line.line for line in lines)))
        return counted

    def of(self, batch_id: str, file: int, *, after: int = 0, limit: int = 500) -> Sequence[ImportLine]:
        ours = [line for line in self._all(batch_id) if line.file == file and line.line > after]
        return sorted(ours, key=lambda line: line.line)[:limit]

    def written(self, batch_id: str, entity_ids: Sequence[str]) -> frozenset[str]:
        wrote = {line.entity_id for line in self._all(batch_id)}
        return frozenset(entity_id for entity_id in entity_ids if entity_id in wrote)

    def _all(self, batch_id: str) -> Sequence[ImportLine]:
        return [line for line in self._lines if line.batch_id == batch_id]


def _outcome(line: ImportLine) -> tuple[int, Outcome]:
    return line.file, line.outcome

"""Digests: where every chain of a tenant ends at a moment, so that a chain cut later is detected.

A digest is lines of JSON: a head, a line a chain (what, kind, id, sequence, hash), and at the end the root, the SHA-256
of all lines before it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, Self

from crm_core.errors import Invalid
from crm_core.texts import unfit_character
from crm_operations.records.chain import canonical
from crm_operations.records.history import HistoryDigest, WriteLine

FORMAT = 1

ENTRY, DECISION, NUMBER = "entry", "decision", "number"
_RECORDS = frozenset({ENTRY, DECISION, NUMBER})


_OTHER = "it is not what `crm history digest` of this release writes"
_LARGEST = 2**63 - 1


class Mark(NamedTuple):
    """The end of a chain; for a sequence of numbers, its kind, its year and the last one issued, without a hash."""

    record: str
    kind: str
    entity_id: str
    sequence: int
    hash: str


class DigestUnreadable(Invalid):
    @classmethod
    def because_of(cls, problem: str) -> Self:
        return cls("the digest cannot be used: {problem}", {"problem": problem})


class DigestWriter:
    """Writes a digest line by line: the head at once, the root on ``close``."""

    def __init__(self, tenant_id: str, at: datetime, write: WriteLine) -> None:
        self._tenant_id = tenant_id
        self._at = at
        self._write = write
        self._root = hashlib.sha256()
        self._chains = 0
        self._line({"digest": FORMAT, "tenant": tenant_id, "at": at.isoformat()})

    def mark(self, mark: Mark) -> None:
        """One line for the end of one chain; the order of the calls is part of the root."""
        self._chains += 1
        self._line(mark)

    def close(self) -> HistoryDigest:
        """Writes the last line, and answers what it commits to."""
        root = self._root.hexdigest()
        self._write(canonical({"chains": self._chains, "root": root}))
        return HistoryDigest(tenant_id=self._tenant_id, at=self._at, chains=self._chains, root=root)

    def _line(self, content: Any) -> None:
        line = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        self._root.update(line.encode() + b"\n")
        self._write(line)


def marks_in(lines: Iterable[str], tenant_id: str) -> Iterator[Mark]:
    """Raises DigestUnreadable for lines that are no digest of this tenant, were changed, or cut."""
    root = hashlib.sha256()
    chains, is_whole = 0, False
    for place, line in enumerate(_texts(lines)):
        content = _read(line)
        if is_whole:
            raise DigestUnreadable.because_of("something follows its end")
        if place == 0:
            _check_head(content, tenant_id)
        elif isinstance(content, list):
            chains += 1
            yield _mark(content)
        elif content.get("root") != root.hexdigest() or content.get("chains") != chains:
            raise DigestUnreadable.because_of("it was changed after it was written")
        else:
            is_whole = True
        root.update(line.encode() + b"\n")
    if not is_whole:
        raise DigestUnreadable.because_of("its end is missing")


def _texts(lines: Iterable[str]) -> Iterator[str]:
    try:
        yield from (text for each in lines if (text := each.rstrip("\r\n")))
    except (ValueError, AttributeError) as cause:  # a file that is no text, or no texts at all
        raise DigestUnreadable.because_of(_OTHER) from cause


def _read(line: str) -> Any:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as cause:
        raise DigestUnreadable.because_of(_OTHER) from cause
    if not isinstance(content, dict | list):
        raise DigestUnreadable.because_of(_OTHER)
    return content


def _check_head(content: Any, tenant_id: str) -> None:
    if not isinstance(content, dict) or content.get("digest") != FORMAT:
        raise DigestUnreadable.because_of(_OTHER)
    if content.get("tenant") != tenant_id:
        raise DigestUnreadable.because_of("it is another tenant's")


def _mark(content: list[Any]) -> Mark:
    record, kind, entity_id, sequence, digest = content if len(content) == len(Mark._fields) else [None] * 5
    texts = (record, kind, entity_id, digest)
    is_well_formed = all(isinstance(each, str) and unfit_character(each) is None for each in texts)
    if not (is_well_formed and record in _RECORDS and isinstance(sequence, int) and 0 <= sequence <= _LARGEST):
        raise DigestUnreadable.because_of("it was changed after it was written")
    return Mark(str(record), str(kind), str(entity_id), sequence, str(digest))

"""Hash chains: each entry commits to the entry before it, and to one salted hash a value.

The salt is stored beside its value, apart from the hash: both can be removed later, and the chain still holds.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from crm_core.entities import Entity
from crm_core.tombstones import Became
from crm_core.values import Value

GENESIS = "0" * 64
"""What the first entry of a chain follows."""

CHAIN_FORMAT = 2
"""Of entries; those of format 1 are of what happened when they were written, and commit to no batch."""

DECISION_FORMAT = 2
"""Of decisions; those of format 1 commit to neither policy nor rule."""

SALT_BYTES = 16

DrawSalt = Callable[[int], bytes]
"""So many bytes nobody can guess."""

BOOKKEEPING = frozenset({"id", "tenant_id", "version", "updated_at"})
"""Fields that an entry says by itself, or that its entity is found by."""

compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_encoded = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_sha256 = hashlib.sha256


class SealedValues(NamedTuple):
    """``salted`` is JSON {field: [salt, value]}, any of which may be removed; ``commitments`` {field: hash} stays."""

    salted: str
    commitments: str


class Origin(NamedTuple):
    """The batch that brings in what happened before, and when it is written."""

    batch_id: str
    recorded_at: datetime


class StoredEntry(NamedTuple):
    """A row of the history. ``sequence`` is the entity's version after the change, ``at`` when it happened."""

    kind: str
    entity_id: str
    sequence: int
    at: datetime
    user_id: str
    format: int
    salted: str
    commitments: str
    previous_hash: str
    hash: str
    batch_id: str | None = None
    recorded_at: datetime | None = None

    @property
    def _brought_by(self) -> tuple[str | None, ...]:
        """Batch, and when it was written; empty for an entry of format 1 that has neither."""
        if self.format == 1 and self.batch_id is None and self.recorded_at is None:
            return ()
        return self.batch_id, None if self.recorded_at is None else _moment(self.recorded_at)

    def hash_for(self, tenant_id: str) -> str:
        """What ``hash`` must be."""
        return _digest(
            self.format,
            self.previous_hash,
            tenant_id,
            self.kind,
            self.entity_id,
            self.sequence,
            _moment(self.at),
            self.user_id,
            self.commitments,
            *self._brought_by,
        )


class StoredDecision(NamedTuple):
    """A row of the decisions, chained per entity; ``sequence`` counts them from 1."""

    kind: str
    entity_id: str
    sequence: int
    decision: str
    policy_version: str
    policy: str | None
    rule_version: int | None
    at: datetime
    user_id: str
    format: int
    salted: str
    commitments: str
    previous_hash: str
    hash: str

    @property
    def _by_which_rule(self) -> tuple[str | int | None, ...]:
        """Policy and rule version; empty for a decision of format 1 that has neither."""
        known = (self.policy, self.rule_version)
        return () if self.format == 1 and known == (None, None) else known

    def hash_for(self, tenant_id: str) -> str:
        """What ``hash`` must be."""
        return _digest(
            self.format,
            self.previous_hash,
            tenant_id,
            self.kind,
            self.entity_id,
            self.sequence,
            self.decision,
            self.policy_version,
            *self._by_which_rule,
            _moment(self.at),
            self.user_id,
            self.commitments,
        )


def entry_of(
    previous_hash: str,
    kind: str,
    before: Entity | None,
    after: Entity,
    user_id: str,
    draw_salt: DrawSalt,
    origin: Origin | None = None,
) -> StoredEntry:
    """The entry of a change: the new value of each changed field or, of a new entity, of each field that has one."""
    return _entry(previous_hash, kind, after, user_id, seal(_changed(before, after), draw_salt), origin)


def last_entry_of(
    previous_hash: str,
    kind: str,
    removed: Entity,
    became: Became,
    user_id: str,
    draw_salt: DrawSalt,
    origin: Origin | None = None,
) -> StoredEntry:
    """The entry that ends a chain: what became of the entity, at its version and moment of then."""
    return _entry(previous_hash, kind, removed, user_id, seal({"became": became.value}, draw_salt), origin)


def seal(values: Mapping[str, Any], draw_salt: DrawSalt) -> SealedValues:
    """Salts and commits to each value; values are JSON already, fields dotted paths."""
    drawn = draw_salt(SALT_BYTES * len(values)).hex()
    salted, commitments = [], []
    for place, (field, value) in enumerate(values.items()):
        salt, written = drawn[place * 2 * SALT_BYTES : (place + 1) * 2 * SALT_BYTES], _encode(value)
        # A plain value is written as JSON once, for its hash and for its row, where a nested one keeps its order.
        unchecked = compact(value) if isinstance(value, dict | list) else written
        salted.append(f'"{field}":["{salt}",{unchecked}]')
        commitments.append(f'"{field}":"{_commitment(salt, field, written)}"')
    return SealedValues(f"{{{','.join(salted)}}}", f"{{{','.join(sorted(commitments))}}}")


def sealed_decision(case: Value, verdict: Value, reasons: Sequence[str], draw_salt: DrawSalt) -> SealedValues:
    """The sealed values of a decision: each field of case and verdict by itself, the reasons as one."""
    parts = {"case": case.model_dump(mode="json"), "verdict": verdict.model_dump(mode="json")}
    values: dict[str, Any] = {
        f"{part}.{name}": value for part, fields in parts.items() for name, value in fields.items()
    }
    return seal(values | {"reasons": list(reasons)}, draw_salt)


def part_of(values: Mapping[str, Any], part: str) -> str:
    """The case or the verdict again, as JSON."""
    begins = f"{part}."
    return compact({name.removeprefix(begins): value for name, value in values.items() if name.startswith(begins)})


class Opened(NamedTuple):
    """The remaining values of an entry or a decision, the removed fields, and those whose value was tampered with."""

    values: Mapping[str, Any]
    removed: tuple[str, ...]
    false: tuple[str, ...]


def opened(salted: str, commitments: str) -> Opened:
    """Checks each value against its commitment. Raises ValueError when it is not what ``seal`` writes."""
    contents, promised = json.loads(salted), json.loads(commitments)
    values: dict[str, Any] = {}
    false = []
    for field, (salt, value) in contents.items():
        if _commitment(salt, field, _encode(value)) == promised.get(field):
            values[field] = value
        else:
            false.append(field)
    removed = tuple(field for field in promised if field not in contents)
    return Opened(values, removed, tuple(false))


def field_defaults(kind: type[Entity]) -> dict[str, Any]:
    """The defaults of the fields as JSON, which apply where an entry lacks a field."""
    fields = {name: field for name, field in kind.model_fields.items() if name not in BOOKKEEPING}
    optional = {name: field for name, field in fields.items() if not field.is_required()}
    known = {name: field.get_default(call_default_factory=True) for name, field in optional.items()}
    return dict.fromkeys(fields) | dumped(kind.model_construct(**known), known)


def dumped(entity: Entity, fields: Any) -> dict[str, Any]:
    """These fields as JSON."""
    return entity.model_dump(mode="json", include=set(fields), warnings=False)


def canonical(content: Mapping[str, object]) -> str:
    """JSON with sorted keys and no blanks, so that equal contents have one text."""
    return _encoded(content)


def _entry(
    previous_hash: str, kind: str, after: Entity, user_id: str, sealed: SealedValues, origin: Origin | None
) -> StoredEntry:
    number = 1 if origin is None else CHAIN_FORMAT
    begins = (after.id, after.version, after.updated_at, user_id, number)
    entry = StoredEntry(kind, *begins, *sealed, previous_hash, GENESIS, *(origin or ()))
    return entry._replace(hash=entry.hash_for(after.tenant_id))


def _changed(before: Entity | None, after: Entity) -> dict[str, Any]:
    new = after.__dict__
    if before is None:
        return dumped(after, _fields(after))
    old = before.__dict__
    changed = [
        field
        for field, value in new.items()
        if field not in BOOKKEEPING and value is not (known := old.get(field)) and value != known
    ]
    return dumped(after, changed) if changed else {}


def _fields(entity: Entity) -> Iterator[str]:
    """Fields with a value, and those without one though they have another by default."""
    for name, field in type(entity).model_fields.items():
        is_silent = getattr(entity, name) is None and (field.is_required() or field.default is None)
        if name not in BOOKKEEPING and not is_silent:
            yield name


def _commitment(salt: str, field: str, value: str) -> str:
    return _sha256(f"{salt}\x1f{field}\x1f{value}".encode(errors="surrogatepass")).hexdigest()


def _encode(value: object) -> str:
    """The same as ``_encoded``, faster for texts, numbers and None, which most values are."""
    if value is None:
        return "null"
    if type(value) is str:
        return encode_basestring(value)
    return str(value) if type(value) is int else _encoded(value)


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode(errors="surrogatepass")).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")

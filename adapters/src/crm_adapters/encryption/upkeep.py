"""Rotates keys during operation: secrets sealed with a former key are sealed with the new one, a page at a time."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Column, Table, func, select, update

from crm_adapters.encryption.keys import KeyMissing, Keys
from crm_adapters.encryption.secrets import PREFIX, Place, Secrets, key_id_in
from crm_adapters.encryption.tables import encryption_keys
from crm_adapters.storage import EVERY_TENANT, Database, InsertIfAbsent
from crm_core.clock import Clock
from crm_core.values import Value

PAGE = 200
_KEY_ID = len(PREFIX) + 1, 12
"""Where in a sealed text the key's id begins, and how long it is."""
_REGISTER = InsertIfAbsent(encryption_keys)


class SealedColumn(NamedTuple):
    """Its rows have a tenant and an id; texts that are not sealed are left alone."""

    table: Table
    column: str

    @property
    def of(self) -> Column[str]:
        return self.table.c[self.column]


class UnderKey(Value):
    """How many secrets are sealed with one key."""

    key_id: str
    secrets: int
    is_current: bool
    is_here: bool


class Rotation(Value):
    """``remaining`` were changed by others meanwhile, or their key is missing: rotate once more."""

    key_id: str
    sealed_anew: int
    remaining: int


class SecretsUpkeep:
    """Maintains the sealed secrets of all tenants."""

    def __init__(self, database: Database, secrets: Secrets, clock: Clock, columns: Sequence[SealedColumn]) -> None:
        self._database = database
        self._secrets = secrets
        self._keys: Keys = secrets.keys
        self._clock = clock
        self._columns = columns

    def rotate(self) -> Rotation:
        """Seals all existing secrets with a new key; former keys stay.

        After an interruption the next call continues. Raises Invalid, and KeyMissing while a former key is missing.
        """
        former = self._current()
        if former is not None:
            self._keys.find(former)
        newest = self._keys.newest()
        unfinished = former is not None and newest == former and any(not key.is_current for key in self.under_keys())
        key_id = newest if newest is not None and (newest != former or unfinished) else self._keys.draw()
        self._make_current(key_id)
        sealed_anew = sum(self._seal_anew(column, key_id) for column in self._columns)
        remaining = sum(found.secrets for found in self.under_keys() if found.key_id != key_id)
        return Rotation(key_id=key_id, sealed_anew=sealed_anew, remaining=remaining)

    def under_keys(self) -> Sequence[UnderKey]:
        """The keys that secrets are sealed with, and the current one."""
        current = self._current()
        counts: dict[str, int] = {} if current is None else {current: 0}
        with self._database.reading(EVERY_TENANT) as connection:
            for sealed in self._columns:
                key_id = func.substr(sealed.of, *_KEY_ID)
                grouped = select(key_id, func.count()).where(sealed.of.startswith(PREFIX)).group_by(key_id)
                for found, count in connection.execute(grouped):
                    counts[found] = counts.get(found, 0) + count
        return [
            UnderKey(key_id=key_id, secrets=count, is_current=key_id == current, is_here=self._is_here(key_id))
            for key_id, count in sorted(counts.items())
        ]

    def _is_here(self, key_id: str) -> bool:
        try:
            self._keys.find(key_id)
        except KeyMissing:
            return False
        return True

    def _current(self) -> str | None:
        query = select(encryption_keys.c.id).where(encryption_keys.c.is_current)
        with self._database.reading(EVERY_TENANT) as connection:
            return connection.execute(query.order_by(encryption_keys.c.since.desc())).scalars().first()

    def _make_current(self, key_id: str) -> None:
        with self._database.writing(EVERY_TENANT) as connection:
            row = {"id": key_id, "is_current": True, "since": self._clock.now()}
            _REGISTER.write(connection, row)
            connection.execute(update(encryption_keys).values(is_current=encryption_keys.c.id == key_id))

    def _seal_anew(self, sealed: SealedColumn, key_id: str) -> int:
        done, after = 0, ("", "")
        table = sealed.table.c
        while True:
            query = (
                select(table.tenant_id, table.id, sealed.of)
                .where(
                    sealed.of.startswith(PREFIX),
                    func.substr(sealed.of, *_KEY_ID) != key_id,
                    (table.tenant_id > after[0]) | ((table.tenant_id == after[0]) & (table.id > after[1])),
                )
                .order_by(table.tenant_id, table.id)
                .limit(PAGE)
            )
            with self._database.reading(EVERY_TENANT) as connection:
                rows = connection.execute(query).all()
            if not rows:
                return done
            done += sum(self._one_anew(sealed, key_id, *row) for row in rows)
            after = (rows[-1][0], rows[-1][1])

    def _one_anew(self, sealed: SealedColumn, key_id: str, tenant_id: str, row_id: str, former: str) -> int:
        """Seals one secret again, unless it was changed meanwhile."""
        if key_id_in(former) is None or not self._is_here(key_id_in(former) or ""):
            return 0
        place = Place(tenant_id, sealed.table.name, row_id)
        anew = self._secrets.sealed_with(key_id, place, self._secrets.open(place, former))
        table = sealed.table.c
        statement = (
            update(sealed.table)
            .where(table.tenant_id == tenant_id, table.id == row_id, sealed.of == former)
            .values({sealed.column: anew})
        )
        with self._database.writing(EVERY_TENANT) as connection:
            return connection.execute(statement).rowcount

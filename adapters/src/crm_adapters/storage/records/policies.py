"""The policies of decisions: each stored once a tenant, under its digest, in the commit that first refers to it."""

from collections.abc import Collection, Iterator
from threading import Lock

from sqlalchemy import bindparam, select

from crm_adapters.storage.kernel.insert_if_absent import InsertIfAbsent
from crm_adapters.storage.kernel.record_tables import policies as _table
from crm_adapters.storage.kernel.session import Session
from crm_operations.records import StoredPolicy

PAGE = 200
"""How many are in memory at a time, since one can contain many people."""

_KEEP = InsertIfAbsent(_table)
_OF_TENANT = _table.c.tenant_id == bindparam("tenant")
_ROWS = select(_table.c.digest, _table.c.content).where(_OF_TENANT)
_PAGE = _ROWS.where(_table.c.digest > bindparam("after")).order_by(_table.c.digest).limit(PAGE)
_AMONG = _ROWS.where(_table.c.digest.in_(bindparam("digests", expanding=True)))
_MOST = 10_000


class CommittedPolicies:
    """Tenant and digest of policies known to be stored, so that a decision need not write its policy again.

    Only committed ones are cached; beyond ``_MOST`` of them the cache is cleared.
    """

    def __init__(self) -> None:
        self._known: set[tuple[str, str]] = set()
        self._lock = Lock()

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._known

    def remember(self, keys: Collection[tuple[str, str]]) -> None:
        with self._lock:
            if len(self._known) + len(keys) > _MOST:
                self._known.clear()
            self._known.update(keys)


class SqlPolicies:
    def __init__(self, session: Session, committed: CommittedPolicies) -> None:
        self._session = session
        self._committed = committed
        self._tenant = {"tenant": session.tenant_id}
        self._written: set[tuple[str, str]] = set()

    def keep(self, policy: StoredPolicy) -> None:
        key = (self._session.tenant_id, policy.digest)
        if key in self._committed or key in self._written:
            return
        row = {"tenant_id": self._session.tenant_id, **policy._asdict()}
        _KEEP.write(self._session.connection, row)
        self._written.add(key)

    def all(self) -> Iterator[tuple[str, str]]:
        """Digest and content, in order of digest."""
        after = ""
        while page := self._session.connection.execute(_PAGE, {**self._tenant, "after": after}).all():
            yield from ((digest, content) for digest, content in page)
            after = page[-1].digest

    def among(self, digests: Collection[str]) -> Iterator[tuple[str, str]]:
        """Those of these that are stored."""
        ordered = sorted(digests)
        for place in range(0, len(ordered), PAGE):
            keys = {**self._tenant, "digests": ordered[place : place + PAGE]}
            yield from ((digest, content) for digest, content in self._session.connection.execute(_AMONG, keys))

    def was_committed(self) -> None:
        """Caches the policies that this unit of work wrote."""
        self._committed.remember(self._written)

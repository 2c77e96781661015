"""The Tryton server: one connection pool for all tenants, and a client with its own key for each."""

import hashlib
from base64 import b32encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from crm_adapters.tryton.accounts import Account, Accounts
from crm_adapters.tryton.client import TrytonClient
from crm_adapters.tryton.http_transport import HttpTransport
from crm_adapters.tryton.session import Session

LOCKS = 64
SIGN = "CRM-"
"""What a code or a reference that we gave begins with."""


class Tryton:
    """Connects with the first request. Raises TrytonMisused when two tenants share a company."""

    def __init__(
        self,
        url: str,
        tenants: Mapping[str, Mapping[str, object]],
        *,
        timeout_seconds: float = 20.0,
        connections: int = 20,
        attempts: int = 3,
    ) -> None:
        self.accounts = Accounts.of(tenants)
        self._transport = HttpTransport(
            url, timeout_seconds=timeout_seconds, connections=connections, attempts=attempts
        )
        self._clients: dict[str, TrytonClient] = {}
        self._sessions: dict[str, Session] = {}
        self._opening = Lock()
        self._locks = tuple(Lock() for _ in range(LOCKS))

    @property
    def url(self) -> str:
        return self._transport.url

    def account(self, tenant_id: str) -> Account:
        return self.accounts.of_tenant(tenant_id)

    def client(self, tenant_id: str) -> TrytonClient:
        """Raises TrytonMisused for a tenant that is mapped to no database."""
        with self._opening:
            if tenant_id not in self._clients:
                self._clients[tenant_id] = TrytonClient(self._transport, self.accounts.of_tenant(tenant_id))
            return self._clients[tenant_id]

    def session(self, tenant_id: str) -> Session:
        with self._opening:
            if tenant_id not in self._sessions:
                self._sessions[tenant_id] = Session(self._transport, self.accounts.of_tenant(tenant_id))
            return self._sessions[tenant_id]

    @contextmanager
    def one_at_a_time(self, tenant_id: str, key: str) -> Iterator[None]:
        """A lock for checking whether a record exists and creating it, since Tryton would accept duplicates.

        Within this process; between processes a workflow holds the claim on its business id.
        """
        with self._locks[hash((tenant_id, key)) % LOCKS]:
            yield

    def close(self) -> None:
        self._transport.close()


def sign(key: str) -> str:
    """A short code, the same for the same key: ``CRM-4F3T7QK2M5ZC6A2N``."""
    return SIGN + b32encode(hashlib.blake2b(key.encode(), digest_size=10).digest()).decode()


def our_id(database: str, record: int) -> str:
    """An id with the name of the database, since a number alone could be a record in another tenant's database."""
    return f"{database}-{record}"


def their_id(database: str, our: str) -> int | None:
    """The record's number in that database; None for an id of another one."""
    home, dash, record = our.rpartition("-")
    return int(record) if dash and home == database and record.isascii() and record.isdigit() else None

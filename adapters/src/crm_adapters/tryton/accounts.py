"""Maps each tenant to a Tryton database and a company in it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, SecretStr

from crm_adapters.tryton.refusals import TrytonMisused
from crm_core.values import Value
from crm_core.vocabulary import written


class Account(Value):
    """A tenant's database and company. ``user`` and ``password`` are for writes that check for changes by others."""

    database: Annotated[
        str,
        Field(max_length=40),
        written(r"[A-Za-z0-9_.-]+", "it is no name of a database", "use a to z, digits and . _ -"),
    ]
    key: SecretStr
    company: int | None = None
    """Its id there; the one of the key's user unless named."""
    user: str | None = None
    password: SecretStr | None = None


class Accounts:
    """Raises TrytonMisused when two tenants share a company, by which parties, quotations and orders are separated."""

    def __init__(self, tenants: Mapping[str, Account]) -> None:
        self._tenants = dict(tenants)
        taken: dict[tuple[str, int | None], str] = {}
        for tenant, account in self._tenants.items():
            for (database, company), other in taken.items():
                if database == account.database and (None in {company, account.company} or company == account.company):
                    raise TrytonMisused.because_two_tenants_share(database, other, tenant)
            taken[account.database, account.company] = tenant

    @classmethod
    def of(cls, tenants: Mapping[str, Mapping[str, object]]) -> Self:
        return cls({tenant: Account.model_validate(account) for tenant, account in tenants.items()})

    @property
    def tenants(self) -> Sequence[str]:
        return tuple(self._tenants)

    def of_tenant(self, tenant_id: str) -> Account:
        """Raises TrytonMisused for a tenant that has none."""
        if tenant_id not in self._tenants:
            raise TrytonMisused.because_tenant_has_no_account(tenant_id)
        return self._tenants[tenant_id]

    def others_in(self, database: str, tenant_id: str) -> list[str]:
        return [name for name, each in self._tenants.items() if each.database == database and name != tenant_id]

"""What the database's own errors mean to a caller."""

import re
from typing import Self

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from crm_adapters.storage.tenants import EVERY_TENANT, TENANT_ROLE, Tenant
from crm_core.errors import ChangedMeanwhile, Conflict, Forbidden, Invalid, KeyTaken, Refused, Unavailable


class DatabaseUnavailable(Unavailable):
    @classmethod
    def because_it_failed(cls, cause: Exception) -> Self:
        return cls("the database did not do it: {cause}", {"cause": _first_line(cause)})

    @classmethod
    def because_somebody_sets_it_up(cls, seconds: float) -> Self:
        return cls(
            "somebody else has been setting the database up for {seconds:,.0f} s; see what keeps them, then repeat",
            {"seconds": seconds},
        )


class DatabaseNotReady(Refused):
    @classmethod
    def because_tables_are_missing(cls) -> Self:
        return cls("the database has not the tables this version works with; run `crm init`, or crm.initialise(actor)")

    @classmethod
    def because_role_is_missing(cls, role: str) -> Self:
        return cls(
            "the database server has no role {role}; run `crm init`, or restore the server's roles before the database",
            {"role": role},
        )

    @classmethod
    def because_login_may_not_make_roles(cls, role: str, login: str) -> Self:
        return cls(
            "{login} may not set up the role that tenants' work runs under; let the server's administrator run what is "
            "missing of `CREATE ROLE {role} NOLOGIN; GRANT {role} TO {login};`, then repeat",
            {"role": role, "login": login},
        )

    @classmethod
    def because_login_lacks_rights(cls, role: str, cause: Exception) -> Self:
        return cls(
            "the database does not let this login do it: {cause}; work for one tenant takes a member of {role} and a "
            "database at its newest migration (`crm init`), work for all tenants the owner of the tables, or a member "
            "with BYPASSRLS",
            {"role": role, "cause": _first_line(cause)},
        )


class DatabaseRaceLost(ChangedMeanwhile):
    """The database ended one of two transactions that stood in each other's way; nothing of it was kept."""

    @classmethod
    def because_another_goes_first(cls) -> Self:
        return cls("somebody else works on the same and goes first; load it again and repeat")


class DatabaseConflict(KeyTaken):
    @classmethod
    def because_key_is_taken(cls, cause: Exception) -> Self:
        return cls("somebody else wrote the same key first: {cause}", {"cause": _first_line(cause)})


class DatabaseCannotKeep(Invalid):
    @classmethod
    def because_it_does_not_fit(cls, cause: Exception) -> Self:
        return cls("the database cannot keep it: {cause}", {"cause": _first_line(cause)})


class RowOfAnotherTenant(Forbidden):
    @classmethod
    def because_the_policy_refused_it(cls, cause: Exception) -> Self:
        return cls(
            "the database keeps tenants apart, and this row is another tenant's: {cause}", {"cause": _first_line(cause)}
        )


class TogetherFailed(Conflict):
    @classmethod
    def because_a_part_failed(cls) -> Self:
        return cls("a part of what should happen together failed, so none of it was kept; repeat all of it")


class AnotherTenantsTransaction(Forbidden):
    @classmethod
    def because_it_is_of(cls, tenant: Tenant, asked: Tenant) -> Self:
        return cls(
            "the transaction around this is of {tenant}, so {asked} has no part in it; finish that one first",
            {"tenant": _name_of(tenant), "asked": _name_of(asked)},
        )


def sql_state(error: BaseException | None) -> str | None:
    """PostgreSQL's code for what went wrong; the other databases have numbers of their own."""
    state: str | None = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state


def error_number(error: BaseException | None) -> int | None:
    """MariaDB's number for what went wrong."""
    said = getattr(getattr(error, "orig", None), "args", ())
    return said[0] if said and isinstance(said[0], int) else None


def _first_line(cause: Exception) -> str:
    return str(cause).partition("\n")[0]


def _name_of(tenant: Tenant) -> str:
    return tenant.value if tenant is EVERY_TENANT else f"tenant {tenant}"


class Translation:
    """Says the database's own errors in our words; it keeps nothing, so one serves all."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PoolExhausted):
            raise DatabaseUnavailable.because_it_failed(error) from error
        if isinstance(error, DBAPIError):
            _explain_rights(error)
        if isinstance(error, DataError) or (isinstance(error, OverflowError) and _TOO_LARGE in str(error)):
            raise DatabaseCannotKeep.because_it_does_not_fit(error) from error
        if not isinstance(error, DBAPIError):
            return
        if sql_state(error) in _RACES or error_number(error) in _RACE_NUMBERS:
            raise DatabaseRaceLost.because_another_goes_first() from error
        if isinstance(error, IntegrityError):
            raise DatabaseConflict.because_key_is_taken(error) from error
        if _NO_SUCH_TABLE.search(str(error.orig)):
            raise DatabaseNotReady.because_tables_are_missing() from error
        if error.connection_invalidated or isinstance(error, OperationalError):
            raise DatabaseUnavailable.because_it_failed(error) from error


def _explain_rights(error: DBAPIError) -> None:
    state, said = sql_state(error), str(error.orig)
    if state == NOT_ALLOWED and _ROW_OF_ANOTHER.search(said):
        raise RowOfAnotherTenant.because_the_policy_refused_it(error) from error
    if state == NOT_ALLOWED:
        raise DatabaseNotReady.because_login_lacks_rights(TENANT_ROLE, error) from error
    if state == _NO_SUCH_VALUE and TENANT_ROLE in said:
        raise DatabaseNotReady.because_role_is_missing(TENANT_ROLE) from error


TRANSLATED = Translation()
NOT_ALLOWED = "42501"
_RACES = {"40001", "40P01"}
"""PostgreSQL's codes for a serialization failure and a deadlock."""
_RACE_NUMBERS = {1020, 1213}
"""MariaDB's for a row that changed since it was read, and for a deadlock."""
_NO_SUCH_VALUE = "22023"
_ROW_OF_ANOTHER = re.compile(r"new row violates row-level security policy")
_TOO_LARGE = "Python int too large"
"""SQLite's driver says so in an error that is none of the database's."""
_NO_SUCH_TABLE = re.compile(r"no such table|relation .* does not exist|Table .* doesn't exist")

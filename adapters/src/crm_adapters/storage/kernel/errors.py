"""Translates the database's errors into errors of the application."""

from collections.abc import Mapping
from typing import Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from crm_adapters.storage.kernel.driver_errors import DriverError
from crm_adapters.storage.kernel.tenants import EVERY_TENANT, TENANT_ROLE, Tenant
from crm_core.errors import ChangedMeanwhile, Conflict, CrmError, Forbidden, Invalid, KeyTaken, Refused, Unavailable


class DatabaseUnavailable(Unavailable):
    @classmethod
    def because_it_failed(cls, cause: DriverError) -> Self:
        return cls("the database did not do it: {cause}", _facts(cause))

    @classmethod
    def because_every_connection_is_in_use(cls) -> Self:
        return cls("the database did not do it: every connection of the pool is in use; ask again, or fewer at once")

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
    def because_login_lacks_rights(cls, role: str, cause: DriverError) -> Self:
        return cls(
            "the database does not let this login do it: {cause}; work for one tenant takes a member of {role} and a "
            "database at its newest migration (`crm init`), work for all tenants the owner of the tables, or a member "
            "with BYPASSRLS",
            {"role": role, **_facts(cause)},
        )


class DatabaseRaceLost(ChangedMeanwhile):
    """The database rolled back one of two conflicting transactions, such as in a deadlock."""

    @classmethod
    def because_another_goes_first(cls) -> Self:
        return cls("somebody else works on the same and goes first; load it again and repeat")


class DatabaseConflict(KeyTaken):
    @classmethod
    def because_key_is_taken(cls, cause: DriverError) -> Self:
        return cls("somebody else wrote the same key first: {cause}", _facts(cause))


class DatabaseCannotStore(Invalid):
    @classmethod
    def because_it_does_not_fit(cls, cause: DriverError) -> Self:
        return cls("the database cannot keep it: {cause}", _facts(cause))

    @classmethod
    def because_number_is_too_large(cls) -> Self:
        return cls("the database cannot keep it: a number is too large")

    @classmethod
    def because_text_is_no_text(cls) -> Self:
        return cls("the database cannot keep it: a text holds half a character (a lone surrogate); leave that out")


class DatabaseDamaged(Refused):
    @classmethod
    def because_it_cannot_be_read(cls, cause: DriverError) -> Self:
        return cls(
            "the database file is damaged, or is none: {cause}; bring back a copy that is whole, and check the disk",
            _facts(cause),
        )


class StatementRefused(Refused):
    @classmethod
    def because_of_a_defect(cls, cause: DriverError) -> Self:
        return cls(
            "the database takes no such statement: {cause}; run `crm doctor`, and if all is well, report this",
            _facts(cause),
        )


class RowOfAnotherTenant(Forbidden):
    @classmethod
    def because_the_policy_refused_it(cls, cause: DriverError) -> Self:
        return cls("the database keeps tenants apart, and this row is another tenant's: {cause}", _facts(cause))


class LocalTransactionFailed(Conflict):
    @classmethod
    def because_a_part_failed(cls) -> Self:
        return cls("a part of what should happen together failed, so none of it was kept; repeat all of it")


class AnotherTenantsTransaction(Forbidden):
    @classmethod
    def because_it_is_of(cls, tenant: Tenant, requested: Tenant) -> Self:
        return cls(
            "the transaction around this is of {tenant}, so {asked} has no part in it; finish that one first",
            {"tenant": _name_of(tenant), "asked": _name_of(requested)},
        )


def sql_state(error: BaseException | None) -> str | None:
    """PostgreSQL's error code; the other databases have numbers of their own."""
    state: str | None = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state


def _facts(cause: DriverError) -> Mapping[str, object]:
    """The facts for the error, with code and constraint as separate ones."""
    return {"cause": str(cause), "code": cause.code, "name": cause.name}


def _name_of(tenant: Tenant) -> str:
    return tenant.value if tenant is EVERY_TENANT else f"tenant {tenant}"


class Translation:
    """A context manager that translates the database's errors; without state, so that one instance serves all.

    The driver's error is no cause of ours, since tracebacks and logs would show the statement and the values it quotes.
    """

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, CrmError):
            return
        if (translation := translated(error)) is not None:
            raise translation from None


def translated(error: BaseException) -> CrmError | None:
    """None for an error that is not the database's."""
    if isinstance(error, PoolExhausted):
        return DatabaseUnavailable.because_every_connection_is_in_use()
    if isinstance(error, OverflowError) and _TOO_LARGE in str(error):
        return DatabaseCannotStore.because_number_is_too_large()
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return DatabaseCannotStore.because_text_is_no_text()
    if (cause := DriverError.of(error)) is None:
        return None
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return DatabaseUnavailable.because_it_failed(cause)
    return _in_our_words(cause)


def _in_our_words(cause: DriverError) -> CrmError:
    if (known := _by_its_code(cause)) is not None:
        return known
    if cause.kind == "DataError":
        return DatabaseCannotStore.because_it_does_not_fit(cause)
    if cause.kind == "IntegrityError":
        return DatabaseConflict.because_key_is_taken(cause)
    # The driver of MariaDB calls it an interface that failed when its connection is gone.
    if cause.kind == "OperationalError" or (cause.kind == "InterfaceError" and cause.code == _GONE):
        return DatabaseUnavailable.because_it_failed(cause)
    return StatementRefused.because_of_a_defect(cause)


def _by_its_code(cause: DriverError) -> CrmError | None:
    if (not_set_up := _about_rights_and_tables(cause)) is not None:
        return not_set_up
    if cause.code in _RACES:
        return DatabaseRaceLost.because_another_goes_first()
    if cause.code in _DAMAGED:
        return DatabaseDamaged.because_it_cannot_be_read(cause)
    if cause.code in _TOO_MUCH:
        return DatabaseCannotStore.because_it_does_not_fit(cause)
    return None


def _about_rights_and_tables(cause: DriverError) -> CrmError | None:
    if cause.code == NOT_ALLOWED and _ROW_OF_ANOTHER in cause.text:
        return RowOfAnotherTenant.because_the_policy_refused_it(cause)
    if cause.code == NOT_ALLOWED:
        return DatabaseNotReady.because_login_lacks_rights(TENANT_ROLE, cause)
    if cause.code == _NO_SUCH_VALUE and TENANT_ROLE in cause.text:
        return DatabaseNotReady.because_role_is_missing(TENANT_ROLE)
    if cause.code in _NO_SUCH_TABLE or cause.text.startswith("no such table"):
        return DatabaseNotReady.because_tables_are_missing()
    return None


TRANSLATED = Translation()
NOT_ALLOWED = "42501"
_RACES = frozenset({"40001", "40P01", "1020", "1213"})
"""PostgreSQL's for a serialization failure and a deadlock, MariaDB's for a row that changed since, and a deadlock."""
_NO_SUCH_VALUE = "22023"
_ROW_OF_ANOTHER = "new row violates row-level security policy"
_TOO_LARGE = "Python int too large"
"""SQLite's driver says so in an error that is none of the database's."""
_NO_SUCH_TABLE = frozenset({"42P01", "1146"})
_DAMAGED = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})
_TOO_MUCH = frozenset({"54000", "54001", "54011", "54023", "1118", "1153", "1366", "1406"})
"""A row, a packet, a list that is larger than the server takes, however often it is asked."""
_GONE = "0"

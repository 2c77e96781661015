"""What the database's own errors mean to a caller."""

import re
from typing import Self

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from crm_core.errors import Conflict, Invalid, Refused, Unavailable


class DatabaseUnavailable(Unavailable):
    @classmethod
    def because_it_failed(cls, cause: Exception) -> Self:
        return cls("the database did not do it: {cause}", {"cause": str(cause).partition("\n")[0]})


class DatabaseNotReady(Refused):
    @classmethod
    def because_tables_are_missing(cls) -> Self:
        return cls("the database has not the tables this version works with; run `crm init`, or crm.initialise(actor)")


class DatabaseConflict(Conflict):
    @classmethod
    def because_key_is_taken(cls, cause: Exception) -> Self:
        return cls("somebody else wrote the same key first: {cause}", {"cause": str(cause).partition("\n")[0]})


class DatabaseCannotKeep(Invalid):
    @classmethod
    def because_it_does_not_fit(cls, cause: Exception) -> Self:
        return cls("the database cannot keep it: {cause}", {"cause": str(cause).partition("\n")[0]})


class TogetherFailed(Conflict):
    @classmethod
    def because_a_part_failed(cls) -> Self:
        return cls("a part of what should happen together failed, so none of it was kept; repeat all of it")


class Translation:
    """Says the database's own errors in our words; it keeps nothing, so one serves all."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PoolExhausted):
            raise DatabaseUnavailable.because_it_failed(error) from error
        if isinstance(error, DataError) or (isinstance(error, OverflowError) and _TOO_LARGE in str(error)):
            raise DatabaseCannotKeep.because_it_does_not_fit(error) from error
        if not isinstance(error, DBAPIError):
            return
        if isinstance(error, IntegrityError):
            raise DatabaseConflict.because_key_is_taken(error) from error
        if _NO_SUCH_TABLE.search(str(error.orig)):
            raise DatabaseNotReady.because_tables_are_missing() from error
        if error.connection_invalidated or isinstance(error, OperationalError):
            raise DatabaseUnavailable.because_it_failed(error) from error


TRANSLATED = Translation()
_TOO_LARGE = "Python int too large"
"""SQLite's driver says so in an error that is none of the database's."""
_NO_SUCH_TABLE = re.compile(r"no such table|relation .* does not exist|Table .* doesn't exist")

"""Days and moments in SQL: the first moment of a day in UTC, and a moment some days before another."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from crm_adapters.storage.kernel.types import Moment


class FirstMoment(GenericFunction[Any]):
    """Midnight in UTC, where the day begins."""

    name = "first_moment"
    type = Moment()
    inherit_cache = True


class DaysBefore(GenericFunction[Any]):
    """Of a moment and a number of days: so many times 24 hours before."""

    name = "days_before"
    type = Moment()
    inherit_cache = True


@compiles(FirstMoment, "sqlite")
def _first_moment_on_sqlite(element: FirstMoment, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} || ' 00:00:00.000000')"


@compiles(FirstMoment, "postgresql")
def _first_moment_on_postgresql(element: FirstMoment, compiler: SQLCompiler, **options: Any) -> str:
    return f"timezone('UTC', CAST({compiler.process(element.clauses, **options)} AS TIMESTAMP))"


@compiles(FirstMoment, "mysql", "mariadb")
def _first_moment_on_mariadb(element: FirstMoment, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS DATETIME(6))"


@compiles(DaysBefore, "sqlite")
def _days_before_on_sqlite(element: DaysBefore, compiler: SQLCompiler, **options: Any) -> str:
    """A moment is text there; its time of day stays."""
    moment, days = (compiler.process(each, **options) for each in element.clauses)
    return f"(date({moment}, '-' || {days} || ' days') || substr({moment}, 11))"


@compiles(DaysBefore, "postgresql")
def _days_before_on_postgresql(element: DaysBefore, compiler: SQLCompiler, **options: Any) -> str:
    """In hours, since a day of the session's time zone may have 23 or 25."""
    moment, days = (compiler.process(each, **options) for each in element.clauses)
    return f"(CAST({moment} AS TIMESTAMPTZ) - make_interval(hours => 24 * {days}))"


@compiles(DaysBefore, "mysql", "mariadb")
def _days_before_on_mariadb(element: DaysBefore, compiler: SQLCompiler, **options: Any) -> str:
    moment, days = (compiler.process(each, **options) for each in element.clauses)
    return f"TIMESTAMPADD(DAY, -{days}, CAST({moment} AS DATETIME(6)))"

"""The columns and texts that several tables of the report share."""

from datetime import timedelta

from crm_operations.pipeline_analytics.report import Column, ColumnKind

CURRENCY = Column(name="currency", title="Currency", kind=ColumnKind.CURRENCY)
MONTH = Column(name="month", title="Month", kind=ColumnKind.MONTH)


def text(name: str, title: str) -> Column:
    return Column(name=name, title=title)


def count(name: str, title: str) -> Column:
    return Column(name=name, title=title, kind=ColumnKind.COUNT)


def money(name: str, title: str) -> Column:
    return Column(name=name, title=title, kind=ColumnKind.MONEY)


def rate(name: str, title: str) -> Column:
    return Column(name=name, title=title, kind=ColumnKind.RATE)


def in_words(code: str) -> str:
    """``closed_won`` as Closed won."""
    return code.replace("_", " ").capitalize()


def duration(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)

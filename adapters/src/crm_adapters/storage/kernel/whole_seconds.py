"""A moment as seconds since 1970, so that two of them can be subtracted in every database."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class WholeSeconds(GenericFunction[int]):
    """Fractions are cut off."""

    name = "whole_seconds"
    type = BigInteger()
    inherit_cache = True


@compiles(WholeSeconds, "postgresql")
def _on_postgresql(element: WholeSeconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **options)})) AS BIGINT)"


@compiles(WholeSeconds, "mysql", "mariadb")
def _on_mariadb(element: WholeSeconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"timestampdiff(SECOND, '1970-01-01', {compiler.process(element.clauses, **options)})"


@compiles(WholeSeconds, "sqlite")
def _on_sqlite(element: WholeSeconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"

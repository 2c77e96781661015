"""Exact sums of any size, in one statement on every database.

PostgreSQL and MariaDB add 64-bit integers up in decimals of their own accord; SQLite stops at 64 bits. There the upper
and the lower half of each number are added up apart, returned as one text and joined here; a square is made of
three parts of 21 bits each, so that none of the products leaves 64 bits. That holds for two thousand million rows a sum
and two million a sum of squares.
"""

from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

_HALF = 32
_PART = 21


class _Whole(TypeDecorator[int]):
    """A sum as an int: nothing added up is 0."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> int:  # noqa: ARG002
        if value is None:
            return 0
        return _joined(value) if isinstance(value, str) else int(value)


class exact_sum(FunctionElement[int]):  # noqa: N801 (reads like func.sum)
    """The sum of a column of 64-bit integers."""

    name = "exact_sum"
    type = _Whole()
    inherit_cache = True


class exact_sum_of_squares(FunctionElement[int]):  # noqa: N801
    """The sum of the squares of a column of 64-bit integers."""

    name = "exact_sum_of_squares"
    type = _Whole()
    inherit_cache = True


@compiles(exact_sum)
def _sum(element: exact_sum, compiler: SQLCompiler, **how: Any) -> str:
    return f"sum({_column(element, compiler, how)})"


@compiles(exact_sum, "sqlite")
def _sum_by_halves(element: exact_sum, compiler: SQLCompiler, **how: Any) -> str:
    high, low = (
        f"sum({_column(element, compiler, how)} {operation})" for operation in (f">> {_HALF}", f"& {2**_HALF - 1}")
    )
    return f"({_HALF} || ' ' || {high} || ' 0 ' || {low})"


@compiles(exact_sum_of_squares)
def _sum_of_squares(element: exact_sum_of_squares, compiler: SQLCompiler, **how: Any) -> str:
    column = _column(element, compiler, how)
    return f"sum(CAST({column} AS DECIMAL(20, 0)) * {_column(element, compiler, how)})"


@compiles(exact_sum_of_squares, "sqlite")
def _sum_of_squares_by_parts(element: exact_sum_of_squares, compiler: SQLCompiler, **how: Any) -> str:
    def part(index: int) -> str:
        shifted = f"({_column(element, compiler, how)} >> {index * _PART})"
        return shifted if index == 2 else f"({shifted} & {2**_PART - 1})"

    products = [
        f"{(one + other) * _PART + (one != other)} || ' ' || sum({part(one)} * {part(other)})"
        for one in range(3)
        for other in range(one + 1)
    ]
    return "(" + " || ' ' || ".join(products) + ")"


def _column(element: FunctionElement[int], compiler: SQLCompiler, how: dict[str, Any]) -> str:
    (column,) = element.clauses
    return f"({compiler.process(column, **how)})"


def _joined(parts: str) -> int:
    """Pairs of how many bits to shift and what, added up."""
    numbers = iter(parts.split())
    return sum(int(value) << int(bits) for bits, value in zip(numbers, numbers, strict=True))

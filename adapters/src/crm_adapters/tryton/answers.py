"""Interprets answers of the server that are not of the expected form."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import httpx
from pydantic import ValidationError

from crm_adapters.tryton.json_codec import read
from crm_adapters.tryton.refusals import TrytonForbids, TrytonMisused, TrytonRefused, TrytonUnavailable
from crm_core.errors import CrmError

C = TypeVar("C", bound=type[Any])
P = ParamSpec("P")
T = TypeVar("T")

OK, NO_CONTENT, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 200, 204, 400, 401, 403, 404
ASK_LATER = frozenset({429, 502, 503, 504})
SHOWN = 200
"""Of an answer nobody expected, so many characters."""
NOT_UNDERSTOOD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""The errors that reading an answer of an unexpected form raises."""


@contextmanager
def understanding(database: str, what: str) -> Iterator[None]:
    """Raises TrytonMisused for an answer of another form than expected."""
    try:
        yield
    except NOT_UNDERSTOOD as problem:
        where = type(problem).__name__
        if isinstance(problem, ValidationError):
            first = problem.errors(include_url=False, include_input=False)[0]
            where = ".".join([problem.title, *(str(part) for part in first["loc"])])
        raise TrytonMisused.because_its_answer_is_strange(database, what, where) from problem


def understands_its_answers(provider: C) -> C:
    """Applies ``understanding`` to every public method of a provider that has ``_tryton``."""
    for name, method in list(vars(provider).items()):
        if inspect.isfunction(method) and not name.startswith("_"):
            setattr(provider, name, _understanding(method))
    return provider


def parsed(database: str, what: str, answer: httpx.Response) -> Any:
    """The answer's content. Raises TrytonUnavailable where it is cut off, or did not come from Tryton."""
    try:
        return read(answer.content)
    except NOT_UNDERSTOOD as problem:
        raise TrytonUnavailable.because_its_answer_is_garbled(database, what) from problem


def _understanding(method: Callable[P, T]) -> Callable[P, T]:
    @wraps(method)
    def understood(*args: P.args, **kwargs: P.kwargs) -> T:
        provider, tenant_id = inspect.signature(method).bind(*args, **kwargs).args[:2]
        with understanding(provider._tryton.account(tenant_id).database, method.__name__):  # noqa: SLF001
            return method(*args, **kwargs)

    return understood


def refusal(database: str, url: str, what: str, answer: httpx.Response) -> CrmError:
    """The error for a failed response; ``what`` is the model, alone or with record and button."""
    status = answer.status_code
    if status in ASK_LATER:
        return TrytonUnavailable.because_it_does_not_answer(database, f"it answered {status}")
    known: Mapping[int, Callable[[], CrmError]] = {
        BAD_REQUEST: lambda: _in_its_own_words(database, answer),
        UNAUTHORIZED: lambda: TrytonForbids.because_the_key_is_not_valid(database),
        FORBIDDEN: lambda: TrytonForbids.because_of_its_rights(database, what),
        NOT_FOUND: lambda: _missing(database, url, what),
    }
    return known.get(status, lambda: _unexpected(database, what, answer))()


def _in_its_own_words(database: str, answer: httpx.Response) -> CrmError:
    try:
        body = read(answer.content)
        return TrytonRefused.because_tryton_says(database, body["message"], body.get("description") or "")
    except NOT_UNDERSTOOD:
        return _unexpected(database, "the question", answer)


def _missing(database: str, url: str, what: str) -> CrmError:
    """Without a record in the request, only the database or the module can be missing."""
    if any(part.isdigit() for part in what.split("/")):
        return TrytonRefused.because_tryton_says(database, f"{what} is not there any more", "")
    return TrytonMisused.because_no_such_database(database, url)


def _unexpected(database: str, what: str, answer: httpx.Response) -> CrmError:
    text = f"{what}: {' '.join(answer.text.split())[:SHOWN]}"
    return TrytonMisused.because_of_its_answer(database, answer.status_code, text)

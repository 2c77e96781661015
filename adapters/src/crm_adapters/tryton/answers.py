"""What an answer of the server means when it is not what was asked for."""

from collections.abc import Callable, Mapping

import httpx

from crm_adapters.tryton.refusals import TrytonForbids, TrytonMisused, TrytonRefused, TrytonUnavailable
from crm_adapters.tryton.wire import read
from crm_core.errors import CrmError

OK, NO_CONTENT, BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 200, 204, 400, 401, 403, 404
ASK_LATER = frozenset({429, 502, 503, 504})
SHOWN = 200
"""Of an answer nobody expected, so many characters."""


def refusal(database: str, url: str, what: str, answer: httpx.Response) -> CrmError:
    """``what`` is a model, alone or with the record and the button that were asked for."""
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
        said = read(answer.content)
        return TrytonRefused.because_tryton_says(database, said["message"], said.get("description") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return _unexpected(database, "the question", answer)


def _missing(database: str, url: str, what: str) -> CrmError:
    """Where no record was named, only the database can be missing, or the module."""
    if any(part.isdigit() for part in what.split("/")):
        return TrytonRefused.because_tryton_says(database, f"{what} is not there any more", "")
    return TrytonMisused.because_no_such_database(database, url)


def _unexpected(database: str, what: str, answer: httpx.Response) -> CrmError:
    said = f"{what}: {' '.join(answer.text.split())[:SHOWN]}"
    return TrytonMisused.because_of_its_answer(database, answer.status_code, said)

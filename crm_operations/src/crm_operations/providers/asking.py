"""What a call of a partner does to it, said at each method of a Protocol: whoever stands in between goes by that."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar, cast

M = TypeVar("M", bound=Callable[..., Any])


class Asking(StrEnum):
    QUESTION = "question"
    """Only calls of the same partner change the answer, or somebody over there: it may be remembered for a moment."""
    QUESTION_OF_THE_MOMENT = "question_of_the_moment"
    """What we do elsewhere changes the answer: it is asked anew each time."""
    COMMAND = "command"
    """It may change something; asked again with the same key, it does nothing twice."""


def question(method: M) -> M:
    return _marked(method, Asking.QUESTION)


def question_of_the_moment(method: M) -> M:
    return _marked(method, Asking.QUESTION_OF_THE_MOMENT)


def command(method: M) -> M:
    return _marked(method, Asking.COMMAND)


def askings_of(protocol: type[Any]) -> Mapping[str, Asking]:
    """By method, in the order they stand in the Protocol. Raises AttributeError where one is not marked."""
    methods = {name: found for name, found in vars(protocol).items() if not name.startswith("_") and callable(found)}
    return {name: found.asking for name, found in methods.items()}


def _marked(method: M, asking: Asking) -> M:
    cast(Any, method).asking = asking
    return method

"""Partners that come to grief: they refuse, do not answer, lose their answer, or answer something strange."""

import inspect
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from crm_core.errors import Refused, Unavailable
from crm_core.testing.drawing import Drawing
from crm_core.values import Value

TAKES_BACK = {"discard", "unlink_from_opportunity", "withdraw", "revert"}
"""What an undo calls goes well, so that everything can be undone."""


class Kind(StrEnum):
    REFUSES = "refuses"
    DOES_NOT_ANSWER = "does not answer"
    LOSES_ITS_ANSWER = "loses its answer"
    ANSWERS_STRANGELY = "answers strangely"


class PartnerFault(NamedTuple):
    partner: str
    kind: Kind

    def __str__(self) -> str:
        return f"{self.partner} {self.kind}"


class FaultyPartner:
    """A provider over another one; while it meets trouble, whatever is asked of it goes wrong in one way."""

    def __init__(self, name: str, inner: Any) -> None:
        self.fault_name = name
        self._inner = inner
        self._fault: Kind | None = None
        self._drawing: Drawing | None = None

    def meet(self, fault: PartnerFault | None, drawing: Drawing) -> None:
        self._fault = fault.kind if fault is not None and fault.partner == self.fault_name else None
        self._drawing = drawing

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not inspect.ismethod(found) or name in TAKES_BACK or name == "add":
            return found
        return self._going_wrong(found)

    def _going_wrong(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any, **kwargs: Any) -> Any:
            match self._fault:
                case None:
                    return method(*args, **kwargs)
                case Kind.REFUSES:
                    raise Refused("{partner} will not", {"partner": self.fault_name})
                case Kind.DOES_NOT_ANSWER:
                    raise Unavailable("{partner} is away", {"partner": self.fault_name})
                case Kind.LOSES_ITS_ANSWER:
                    method(*args, **kwargs)
                    raise Unavailable("{partner} lost its answer", {"partner": self.fault_name})
                case Kind.ANSWERS_STRANGELY:
                    return self._strange(method(*args, **kwargs))

        return asked

    def _strange(self, answer: Any) -> Any:
        """Another value of the same shape, such as a partner may send that has things we never saw."""
        if not isinstance(answer, Value) or self._drawing is None:
            return answer
        return self._drawing.model(type(answer))


def faults_of(partners: Sequence[FaultyPartner]) -> Sequence[PartnerFault]:
    return [PartnerFault(partner.fault_name, kind) for partner in partners for kind in Kind]

"""What somebody who looked after a system found there, and what to do about it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol, Self

from crm_core.values import Value
from crm_core.vocabulary import AnyNumber, AnyText, FitText, Total

Figure = Total | AnyNumber | AnyText | None


class CheckState(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, and somebody should have a look."""
    FAILED = "failed"


class CheckResult(Value):
    """``found`` is a sentence for people, ``figures`` are what it rests on, for whoever watches them."""

    check: AnyText
    state: CheckState
    found: FitText
    figures: Mapping[AnyText, Figure] = {}
    remedy: FitText | None = None

    @classmethod
    def ok(cls, check: str, found: str, **figures: Figure) -> Self:
        return cls(check=check, state=CheckState.OK, found=found, figures=figures)

    @classmethod
    def warning(cls, check: str, found: str, remedy: str, **figures: Figure) -> Self:
        return cls(check=check, state=CheckState.WARNING, found=found, figures=figures, remedy=remedy)

    @classmethod
    def failed(cls, check: str, found: str, remedy: str | None = None, **figures: Figure) -> Self:
        return cls(check=check, state=CheckState.FAILED, found=found, figures=figures, remedy=remedy)


class Checkable(Protocol):
    """What a provider may offer besides: to say itself whether it can do its work for a tenant."""

    def check(self, tenant_id: str) -> Sequence[CheckResult]:
        """Changes nothing. Raises Unavailable when the system does not answer."""
        ...

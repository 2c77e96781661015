"""Health checks: what a check of a system found, and the remedy."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol, Self

from crm_core.values import Value
from crm_core.vocabulary import AnyNumber, AnyText, FitText, Total

Figure = Total | AnyNumber | AnyText | None


class CheckState(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, and should be looked into."""
    FAILED = "failed"


class CheckResult(Value):
    """``found`` is a sentence for people, ``figures`` the numbers behind it, for monitoring."""

    check: AnyText
    state: CheckState
    found: FitText
    figures: Mapping[AnyText, Figure] = {}
    remedy: FitText | None = None

    @classmethod
    def ok(cls, check: str, found: str, **figures: Figure) -> Self:
        """The system works; nothing to do."""
        return cls(check=check, state=CheckState.OK, found=found, figures=figures)

    @classmethod
    def warning(cls, check: str, found: str, remedy: str, **figures: Figure) -> Self:
        """The system works, but ``remedy`` should be done."""
        return cls(check=check, state=CheckState.WARNING, found=found, figures=figures, remedy=remedy)

    @classmethod
    def failed(cls, check: str, found: str, remedy: str | None = None, **figures: Figure) -> Self:
        """The system does not work; ``remedy`` None when none is known."""
        return cls(check=check, state=CheckState.FAILED, found=found, figures=figures, remedy=remedy)


class Checkable(Protocol):
    """What a provider may offer besides: a check whether it works for a tenant."""

    def check(self, tenant_id: str) -> Sequence[CheckResult]:
        """Changes nothing. Raises Unavailable when the system does not answer."""
        ...

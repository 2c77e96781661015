"""What a check is given: the application, the tenant, and how thorough to be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm_adapters.wiring import Crm, DoctorSettings
from crm_core.actor import Actor
from crm_operations.providers import CheckResult


@dataclass(frozen=True)
class CheckContext:
    """``is_thorough`` has everything checked instead of a sample."""

    crm: Crm
    actor: Actor
    is_thorough: bool

    @property
    def settings(self) -> DoctorSettings:
        settings: DoctorSettings = self.crm.settings.doctor
        return settings


Check = Callable[[CheckContext], Sequence[CheckResult]]
"""May raise whatever it likes: that is a finding too."""


def counted(count: int, thing: str, things: str | None = None) -> str:
    """``1 message``, ``2 messages``."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def lasting(seconds: float) -> str:
    """In the unit one would say it in."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return counted(int(seconds // length), unit)
    return counted(round(seconds), "second")

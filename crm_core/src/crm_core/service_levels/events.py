"""The events of service levels: what webhooks, reports and live updates hear of."""

from typing import Annotated, ClassVar

from crm_core.events import DomainEvent
from crm_core.identity import EntityRef
from crm_core.personal import IMPERSONAL
from crm_core.service_levels.targets import Target
from crm_core.values import AnyMoment
from crm_core.vocabulary import AnyText, Name, Number, Total


class SlaPolicyChanged(DomainEvent):
    """Announced when a policy is added, revised, retired or taken up again."""

    name: ClassVar = "sla_policy.changed"
    policy: Name
    revision: Total


class SlaClockEvent(DomainEvent):
    """``related`` is the lead or deal the clock runs for, ``owner`` whoever has it."""

    related: EntityRef
    number: Number
    target: Target
    policy: Name
    owner: Annotated[AnyText, IMPERSONAL] | None
    due_at: AnyMoment | None


class SlaAtRisk(SlaClockEvent):
    """Announced when the warning of a clock comes."""

    name: ClassVar = "sla_clock.at_risk"


class SlaStopped(SlaClockEvent):
    """Announced when a clock stops, met or cancelled, of which somebody was told."""

    name: ClassVar = "sla_clock.stopped"


class SlaBreached(SlaClockEvent):
    """Announced when what was promised did not happen by the time it was due."""

    name: ClassVar = "sla_clock.breached"

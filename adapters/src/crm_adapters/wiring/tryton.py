"""Tryton as a partner that comes with the adapters: ``party = "tryton"`` or ``sales = "tryton"``."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import structlog
from pydantic import Field, ValidationError

from crm_adapters.extras import extra
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring.directory import zone_of
from crm_adapters.wiring.settings import CrmSettings, TenantSettings
from crm_core.arguments import in_words
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_core.values import Value
from crm_core.vocabulary import WebAddress

if TYPE_CHECKING:
    from crm_adapters.tryton import Tryton

TRYTON = "tryton"

_log = structlog.get_logger(__name__)


class TrytonSettings(Value):
    """``[partners.tryton]``, or ``CRM_PARTNERS__TRYTON__...``."""

    url: WebAddress = "http://127.0.0.1:8000"
    timeout_seconds: Annotated[float, Field(gt=0)] = 20.0
    """For connecting, and for each answer; confirming a sale makes its invoice too."""
    connections: Annotated[int, Field(ge=1)] = 20
    attempts: Annotated[int, Field(ge=1)] = 3
    """The attempts of a request that never arrived, and of a GET without an answer."""
    tenants: Mapping[str, Mapping[str, Any]] = {}
    """``[partners.tryton.tenants.main]``: database, key, and where needed company, user and password."""


def tryton_of(settings: CrmSettings) -> "Tryton":
    """Raises Invalid for settings that cannot be meant, and when the extra ``tryton`` is not installed."""
    with extra("tryton"):
        from crm_adapters.tryton import Tryton
    try:
        values = TrytonSettings.model_validate(settings.partners.get(TRYTON, {}))
        return Tryton(**{name: getattr(values, name) for name in TrytonSettings.model_fields})
    except ValidationError as cause:
        first = cause.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        setting = f"partners.tryton.{name}" if name else "partners.tryton"
        problem, remedy = in_words(first)
        if first["type"] == "missing":
            remedy = f"set it in crm.toml, or CRM_{setting.upper().replace('.', '__')}"
        raise Invalid.field(f"setting {setting}", problem, remedy or "see docs/guides/tryton.md") from cause


def tryton_partners(settings: CrmSettings, clock: Clock | None = None) -> dict[str, object]:
    """One connection pool for all three."""
    tryton = tryton_of(settings)
    from crm_adapters.tryton import TrytonCustomers, TrytonOrders, TrytonQuotations

    quotations = TrytonQuotations(tryton, clock or SystemClock(), zone_of(TenantSettings(settings)))
    return {"customers": TrytonCustomers(tryton), "quotations": quotations, "orders": TrytonOrders(quotations)}

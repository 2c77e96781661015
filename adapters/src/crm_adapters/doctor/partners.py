"""Checks of the partners: a cheap query to the party master, and the checks that partners offer."""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeGuard

from crm_adapters.doctor.check_context import Check, CheckContext
from crm_adapters.wiring import behind_guards
from crm_operations.providers import Checkable, CheckResult

CUSTOMERS = "customers"
PARTNERS = (CUSTOMERS, "quotations", "orders", "people", "notifications", "analytics")


def partners_own_checks(context: CheckContext) -> Mapping[str, Check]:
    """The checks that partners offer, by the partner's name."""
    container = context.crm.container.partners
    partners = {name: getattr(container, name)() for name in PARTNERS}
    return {f"{name}' own check": partial(_checked, partner) for name, partner in partners.items() if _offers(partner)}


def customers_answer(context: CheckContext) -> Sequence[CheckResult]:
    """Looks up an e-mail address nobody can have. Raises Unavailable."""
    began = time.perf_counter()
    email = context.settings.probe_email
    found = context.crm.customers.find_by_email(context.actor.tenant_id, email)
    milliseconds = round((time.perf_counter() - began) * 1_000, 1)
    name = type(behind_guards(context.crm.customers)).__name__
    if found is not None:
        remedy = "name an address that nobody can have in doctor.probe_email"
        return [CheckResult.warning(CUSTOMERS, f"{name} knows a customer at {email}", remedy, answer_ms=milliseconds)]
    return [CheckResult.ok(CUSTOMERS, f"{name} answers within {milliseconds:,} ms", answer_ms=milliseconds)]


def _checked(partner: Checkable, context: CheckContext) -> Sequence[CheckResult]:
    return partner.check(context.actor.tenant_id)


def _offers(partner: object) -> TypeGuard[Checkable]:
    """Judged by its class, since an object that forwards every attribute would seem to offer everything."""
    return callable(getattr(type(partner), "check", None))

"""The other systems: a cheap question to that of the customers, and whatever a partner says of itself."""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeGuard

from crm_adapters.doctor.subject import Check, Subject
from crm_adapters.wiring import behind_guards
from crm_operations.providers import Checkable, Finding

CUSTOMERS = "customers"
PARTNERS = (CUSTOMERS, "quotations", "orders", "people", "notifications", "analytics")


def partners_own_checks(subject: Subject) -> Mapping[str, Check]:
    """By the partner's name, of those who offer one."""
    container = subject.crm.container.partners
    partners = {name: getattr(container, name)() for name in PARTNERS}
    return {f"{name}' own check": partial(_checked, partner) for name, partner in partners.items() if _offers(partner)}


def customers_answer(subject: Subject) -> Sequence[Finding]:
    """Asks for an address nobody can have. Raises Unavailable."""
    began = time.perf_counter()
    email = subject.settings.probe_email
    found = subject.crm.customers.find_by_email(subject.actor.tenant_id, email)
    milliseconds = round((time.perf_counter() - began) * 1_000, 1)
    name = type(behind_guards(subject.crm.customers)).__name__
    if found is not None:
        remedy = "name an address that nobody can have in doctor.probe_email"
        return [Finding.warning(CUSTOMERS, f"{name} knows a customer at {email}", remedy, answer_ms=milliseconds)]
    return [Finding.ok(CUSTOMERS, f"{name} answers within {milliseconds:,} ms", answer_ms=milliseconds)]


def _checked(partner: Checkable, subject: Subject) -> Sequence[Finding]:
    return partner.check(subject.actor.tenant_id)


def _offers(partner: object) -> TypeGuard[Checkable]:
    """Said by its class: something that forwards whatever it is asked would seem to offer everything."""
    return callable(getattr(type(partner), "check", None))

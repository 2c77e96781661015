"""Runs all checks one by one; an error in one does not stop the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from crm_adapters.doctor.channels import channels_own_checks
from crm_adapters.doctor.check_context import Check, CheckContext
from crm_adapters.doctor.database import clock_agrees, is_migrated, is_reachable
from crm_adapters.doctor.deliveries import ADDRESSES, addresses_are_in_use, broker_answers, outbox_empties
from crm_adapters.doctor.loops import LOOPS, loops_get_through
from crm_adapters.doctor.partners import CUSTOMERS, customers_answer, partners_own_checks
from crm_adapters.doctor.processes import processes_go_on
from crm_adapters.doctor.records import history_holds, numbers_have_no_gaps, values_are_within_bounds
from crm_adapters.doctor.rls_check import tenants_are_separated
from crm_adapters.doctor.secrets import SECRETS, secrets_can_be_read
from crm_adapters.doctor.timers import TIMERS, timers_are_fired
from crm_adapters.loops import text_of
from crm_adapters.wiring import Crm
from crm_core.actor import Actor, NotPermitted, Permission
from crm_core.errors import CrmError, Unavailable
from crm_core.texts import fit
from crm_core.values import Value
from crm_operations.providers import CheckResult, CheckState

SETTINGS = "settings"
LONGEST_ERROR = 2_000
LOOK_AFTER_IT = "see that it runs and can be reached from here, then look again"
CHECKS: Mapping[str, Check] = {
    "clock": clock_agrees,
    "tenants": tenants_are_separated,
    "workers": processes_go_on,
    LOOPS: loops_get_through,
    "outbox": outbox_empties,
    TIMERS: timers_are_fired,
    ADDRESSES: addresses_are_in_use,
    SECRETS: secrets_can_be_read,
    "history": history_holds,
    "numbers": numbers_have_no_gaps,
    "bounds": values_are_within_bounds,
    CUSTOMERS: customers_answer,
}
"""Worth making only where there is a database that was set up."""


class HealthReport(Value):
    """The results of all checks."""

    results: tuple[CheckResult, ...]

    @property
    def state(self) -> CheckState:
        """The worst state among the results."""
        found = {result.state for result in self.results}
        return next((state for state in (CheckState.FAILED, CheckState.WARNING) if state in found), CheckState.OK)


def examine(opening: Callable[[], tuple[Crm, Actor]], *, thorough: bool = False) -> HealthReport:
    """What ``opening`` raises is the first result; it is for the caller to close. Raises NotPermitted."""
    try:
        crm, actor = opening()
        actor.require(Permission.PROCESS_MANAGE)
        zone = crm.settings_for(actor.tenant_id).zone.key
    except NotPermitted:
        raise
    except Exception as error:  # noqa: BLE001  what stands in the way of everything is what one wants to know
        return HealthReport(results=(CheckResult.failed(SETTINGS, _described(error)),))
    context = CheckContext(crm, actor, thorough)
    settings = CheckResult.ok(SETTINGS, "readable", tenant=actor.tenant_id, timezone=zone, runner=crm.settings.runner)
    return HealthReport(results=(settings, *_within(context), *_run_check("broker", broker_answers, context)))


def _within(context: CheckContext) -> Iterator[CheckResult]:
    """The checks of the database, and all others unless it does not answer, is not set up or may not be used."""
    yield from (reached := _run_check("database", is_reachable, context))
    if any(result.state is CheckState.FAILED for result in reached):
        return
    yield from (migrations := _run_check("migrations", is_migrated, context))
    if not any(result.figures.get("usable") for result in migrations):
        return
    for name, check in {**CHECKS, **partners_own_checks(context), **channels_own_checks(context)}.items():
        yield from _run_check(name, check, context)


def _run_check(name: str, check: Check, context: CheckContext) -> Sequence[CheckResult]:
    try:
        return check(context)
    except Exception as error:  # noqa: BLE001  whatever it is, the other checks are made
        return [CheckResult.failed(name, _described(error), LOOK_AFTER_IT if isinstance(error, Unavailable) else None)]


def _described(error: Exception) -> str:
    """The text of an error: our own are sentences with a remedy, others are shown with their class."""
    text = fit(" ".join(text_of(error).split()), LONGEST_ERROR)
    return text if isinstance(error, CrmError) else f"{type(error).__name__}: {text}"

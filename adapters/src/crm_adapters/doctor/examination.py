"""One check after the other; none takes another one down."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from crm_adapters.doctor.channels import channels_own_checks
from crm_adapters.doctor.database import clock_agrees, is_migrated, is_reachable
from crm_adapters.doctor.deliveries import ADDRESSES, addresses_are_in_use, broker_answers, outbox_empties
from crm_adapters.doctor.loops import LOOPS, loops_get_through
from crm_adapters.doctor.partners import CUSTOMERS, customers_answer, partners_own_checks
from crm_adapters.doctor.processes import processes_go_on
from crm_adapters.doctor.records import history_holds, numbers_have_no_gaps, values_are_within_bounds
from crm_adapters.doctor.secrets import SECRETS, secrets_can_be_read
from crm_adapters.doctor.subject import Check, Subject
from crm_adapters.doctor.walls import tenants_are_kept_apart
from crm_adapters.loops import text_of
from crm_adapters.wiring import Crm
from crm_core.actor import Actor, NotPermitted, Permission
from crm_core.errors import CrmError, Unavailable
from crm_core.texts import fit
from crm_core.values import Value
from crm_operations.providers import CheckState, Finding

SETTINGS = "settings"
LONGEST_SAID = 2_000
LOOK_AFTER_IT = "see that it runs and can be reached from here, then look again"
CHECKS: Mapping[str, Check] = {
    "clock": clock_agrees,
    "tenants": tenants_are_kept_apart,
    "workers": processes_go_on,
    LOOPS: loops_get_through,
    "outbox": outbox_empties,
    ADDRESSES: addresses_are_in_use,
    SECRETS: secrets_can_be_read,
    "history": history_holds,
    "numbers": numbers_have_no_gaps,
    "bounds": values_are_within_bounds,
    CUSTOMERS: customers_answer,
}
"""Worth making only where there is a database that was set up."""


class Examination(Value):
    findings: tuple[Finding, ...]

    @property
    def state(self) -> CheckState:
        """The worst there is."""
        found = {finding.state for finding in self.findings}
        return next((state for state in (CheckState.FAILED, CheckState.WARNING) if state in found), CheckState.OK)


def examine(opening: Callable[[], tuple[Crm, Actor]], *, thorough: bool = False) -> Examination:
    """What ``opening`` raises is the first finding; it is for the caller to close. Raises NotPermitted."""
    try:
        crm, actor = opening()
        actor.require(Permission.PROCESS_MANAGE)
        zone = crm.settings_for(actor.tenant_id).zone.key
    except NotPermitted:
        raise
    except Exception as error:  # noqa: BLE001  what stands in the way of everything is what one wants to know
        return Examination(findings=(Finding.failed(SETTINGS, _said(error)),))
    subject = Subject(crm, actor, thorough)
    settings = Finding.ok(SETTINGS, "readable", tenant=actor.tenant_id, timezone=zone, runner=crm.settings.runner)
    return Examination(findings=(settings, *_within(subject), *_made("broker", broker_answers, subject)))


def _within(subject: Subject) -> Iterator[Finding]:
    """A database that does not answer, was never set up, or must be left alone, has nothing else to tell."""
    yield from (reached := _made("database", is_reachable, subject))
    if any(finding.state is CheckState.FAILED for finding in reached):
        return
    yield from (migrations := _made("migrations", is_migrated, subject))
    if not any(finding.figures.get("usable") for finding in migrations):
        return
    for name, check in {**CHECKS, **partners_own_checks(subject), **channels_own_checks(subject)}.items():
        yield from _made(name, check, subject)


def _made(name: str, check: Check, subject: Subject) -> Sequence[Finding]:
    try:
        return check(subject)
    except Exception as error:  # noqa: BLE001  whatever it is, the other checks are made
        return [Finding.failed(name, _said(error), LOOK_AFTER_IT if isinstance(error, Unavailable) else None)]


def _said(error: Exception) -> str:
    """Our own errors are sentences with a remedy; of others one wants to know what they are."""
    said = fit(" ".join(text_of(error).split()), LONGEST_SAID)
    return said if isinstance(error, CrmError) else f"{type(error).__name__}: {said}"

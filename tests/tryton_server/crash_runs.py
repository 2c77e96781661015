"""What is done from processes of their own: dying over it, and taking up what the dead left."""

import os
import time
import traceback
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from child_runs import declare_dead
from tryton_crm import HttpTap, Place

from crm_adapters.durable import RunState
from crm_adapters.wiring import Crm, administrator
from crm_core.errors import CrmError
from crm_operations.deal_closing import CloseAsWon
from crm_operations.lead_conversion import ConvertLead

TENANT = "acme"
SECONDS = 60.0


class WorkflowCall(NamedTuple):
    workflow: str
    subject: str

    def start(self, crm: Crm) -> str | None:
        """The name of the error, if it ends in one."""
        actor = administrator(TENANT)
        try:
            if self.workflow == "lead-conversion":
                crm.conversion.convert_lead(actor, ConvertLead(lead_id=self.subject))
            else:
                crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=self.subject))
        except CrmError as error:
            return type(error).__name__
        return None


def changes_of(place: Place, call: WorkflowCall) -> tuple[list[str], str | None]:
    """What the deed changes in Tryton, call by call, when nothing goes wrong; and its error."""
    with HttpTap().tapped() as tap, place.open() as crm:
        error = call.start(crm)
    return tap.changed, error


def die_over(place: Place, calls: Sequence[tuple[WorkflowCall, int]]) -> list[int]:
    """Each in a fork, which dies once Tryton has done the so-manieth change, before anything is noted of it."""
    return [_in_a_fork(place, call, after) for call, after in calls]


def recover(place: Place, calls: Sequence[WorkflowCall]) -> Mapping[str, RunState | str]:
    """How each run ended once somebody took it up, by its subject; and asked again, nothing more happens."""
    with place.open() as crm:
        declare_dead(crm)
        ended: dict[str, RunState | str] = {call.subject: _ended(crm, call) for call in calls}
        for call in calls:
            if (error := call.start(crm)) is not None:
                ended[call.subject] = error
        return ended


def _ended(crm: Crm, call: WorkflowCall) -> RunState:
    until = time.monotonic() + SECONDS
    while True:
        runs = crm.processes.list(administrator(TENANT), limit=500)
        latest = next(run for run in runs if call.subject in run.id)
        if latest.state not in {RunState.QUEUED, RunState.RUNNING} or time.monotonic() > until:
            return latest.state
        time.sleep(0.05)


def _in_a_fork(place: Place, call: WorkflowCall, after: int) -> int:
    child = os.fork()
    if child == 0:
        try:
            tap = HttpTap()
            tap.dies_after = after
            with tap.tapped(), place.open() as crm:
                call.start(crm)
        except BaseException:  # noqa: BLE001  a child must never return into its parent's test run
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)

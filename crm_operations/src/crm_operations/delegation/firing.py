"""When a delegation begins, what is open moves; when it ends, what is still there returns."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Final, cast

from crm_core.approvals import DelegationState
from crm_operations.delegation.moving import ENDS, STARTS, Moves
from crm_operations.lead_routing import RoutingWork
from crm_operations.providers import Person
from crm_operations.records import Timer, UnitOfWork
from crm_operations.timers import PeopleTimerHandler


class MovingTimer(PeopleTimerHandler):
    """Moves what is open in the unit of work that fires."""

    def fire(self, work: UnitOfWork, timer: Timer, people: Sequence[Person]) -> None:
        routing = cast(RoutingWork, work)
        routing.routing.lock_turns()  # first, as whoever delegates or routes does
        settings = self._settings_for(timer.tenant_id).routing
        self._move(Moves(routing, people, settings, self._clock.now()), work, timer.subject.id)

    @abstractmethod
    def _move(self, moves: Moves, work: UnitOfWork, delegation_id: str) -> None:
        """Of one delegation."""


class DelegationStarts(MovingTimer):
    """Without an effect on one that is not in force by then."""

    kind: Final = STARTS

    def _move(self, moves: Moves, work: UnitOfWork, delegation_id: str) -> None:
        moves.transfer(work.delegations.get(delegation_id, lock=True))


class DelegationEnds(MovingTimer):
    """Without an effect on one that goes on."""

    kind: Final = ENDS

    def _move(self, moves: Moves, work: UnitOfWork, delegation_id: str) -> None:
        delegation = work.delegations.get(delegation_id, lock=True)
        if delegation.state(self._clock.now()) is DelegationState.ENDED:
            moves.give_back(delegation)

"""When a delegation begins, what is open moves; when it ends, what is still there returns."""

from abc import ABC, abstractmethod
from typing import Final, cast

from crm_core.actor import Actor
from crm_core.approvals import DelegationState
from crm_core.clock import Clock
from crm_operations.delegation.moving import ENDS, STARTS, Moves
from crm_operations.lead_routing import RoutingWork
from crm_operations.providers import PeopleProvider
from crm_operations.records import Timer, UnitOfWork
from crm_operations.settings import SettingsFor
from crm_operations.timers import Firing


class _Moving(ABC):
    """Asks for the people, then moves in the unit of work that fires."""

    def __init__(self, people: PeopleProvider, settings_for: SettingsFor, clock: Clock) -> None:
        self._people = people
        self._settings_for = settings_for
        self._clock = clock

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        people = self._people.members(actor.tenant_id)
        settings = self._settings_for(actor.tenant_id).routing

        def fire(work: UnitOfWork) -> None:
            routing = cast(RoutingWork, work)
            routing.routing.lock_turns()  # first, as whoever delegates or routes does
            self._move(Moves(routing, people, settings, self._clock.now()), work, timer.subject.id)

        return fire

    @abstractmethod
    def _move(self, moves: Moves, work: UnitOfWork, delegation_id: str) -> None:
        """In the unit of work that fires."""


class DelegationStarts(_Moving):
    """Without an effect on one that is not in force by then."""

    kind: Final = STARTS

    def _move(self, moves: Moves, work: UnitOfWork, delegation_id: str) -> None:
        moves.transfer(work.delegations.get(delegation_id, lock=True))


class DelegationEnds(_Moving):
    """Without an effect on one that goes on."""

    kind: Final = ENDS

    def _move(self, moves: Moves, work: UnitOfWork, delegation_id: str) -> None:
        delegation = work.delegations.get(delegation_id, lock=True)
        if delegation.state(self._clock.now()) is DelegationState.ENDED:
            moves.give_back(delegation)

"""Where a step of the simulation can go wrong: at a statement, around a commit, around a call of a partner."""

from collections.abc import Mapping
from enum import Enum, StrEnum, auto
from typing import NamedTuple

from crm_core.errors import Refused, Unavailable


class Point(Enum):
    STATEMENT = auto()
    BEFORE_COMMIT = auto()
    AFTER_COMMIT = auto()
    CALL = auto()
    ANSWER = auto()


class FaultKind(StrEnum):
    PROCESS_DIES = "process dies"
    DATABASE_CUT = "database is cut"
    PARTNER_REFUSES = "partner refuses"
    PARTNER_AWAY = "partner does not answer"
    ANSWER_LOST = "partner's answer is lost"
    ANSWER_LATE = "partner answers late"


POINTS: Mapping[FaultKind, frozenset[Point]] = {
    FaultKind.PROCESS_DIES: frozenset(Point),
    FaultKind.DATABASE_CUT: frozenset({Point.STATEMENT, Point.BEFORE_COMMIT, Point.AFTER_COMMIT}),
    FaultKind.PARTNER_REFUSES: frozenset({Point.CALL}),
    FaultKind.PARTNER_AWAY: frozenset({Point.CALL}),
    FaultKind.ANSWER_LOST: frozenset({Point.ANSWER}),
    FaultKind.ANSWER_LATE: frozenset({Point.ANSWER}),
}


class Fault(NamedTuple):
    """Strikes at the ``at``-th point of its kind within a step, counted from 1."""

    kind: FaultKind
    at: int

    def __str__(self) -> str:
        return f"{self.kind} at point {self.at}"


class ProcessDied(BaseException):
    """Nothing of the product catches it, as nothing survives a kill."""


class FaultPoints:
    """Counts the points a step passes and strikes at the one its fault names.

    A process that died does nothing more: each further point raises ProcessDied, until ``revive``.
    """

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._passed = 0
        self.struck = 0
        self.is_dead = False

    def plan(self, fault: Fault | None) -> None:
        self._fault, self._passed, self.struck = fault, 0, 0

    def disarm(self) -> None:
        """The step is over; ``struck`` stays."""
        self._fault = None

    def revive(self) -> None:
        self.is_dead = False
        self.plan(None)

    def reach(self, point: Point) -> FaultKind | None:
        """The kind that strikes here, for whoever knows how it shows. Raises ProcessDied."""
        if self.is_dead:
            raise ProcessDied(point)
        fault = self._fault
        if fault is None or point not in POINTS[fault.kind]:
            return None
        self._passed += 1
        lasts = fault.kind is FaultKind.PARTNER_AWAY
        if self._passed < fault.at or (self._passed > fault.at and not lasts):
            return None
        self.struck += 1
        if fault.kind is FaultKind.PROCESS_DIES:
            self.is_dead = True
            raise ProcessDied(point)
        return fault.kind

    def call(self, partner: str) -> None:
        """Raises ProcessDied, Refused, Unavailable."""
        match self.reach(Point.CALL):
            case FaultKind.PARTNER_REFUSES:
                raise Refused("{partner} refuses it on purpose", {"partner": partner})
            case FaultKind.PARTNER_AWAY:
                raise Unavailable("{partner} does not answer on purpose", {"partner": partner})

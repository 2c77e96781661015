"""Repeats a unit of work after a conflict, so that simultaneous requests for the same are no error."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar, cast

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from crm_core.actor import Actor
from crm_core.errors import ChangedMeanwhile, KeyTaken
from crm_operations.records.unit_of_work import Records
from crm_operations.settings import RetrySettings, SettingsFor

P = ParamSpec("P")
T = TypeVar("T")

LOST_RACES = (ChangedMeanwhile, KeyTaken)
"""A coordinator that compares a version its caller named raises another Conflict: that one repeating cannot mend."""

_is_repeating: ContextVar[bool] = ContextVar("is_repeating", default=False)


class _Coordinator(Protocol):
    @property
    def _records(self) -> Records: ...
    @property
    def _settings_for(self) -> SettingsFor: ...


def repeats_lost_races(method: Callable[P, T]) -> Callable[P, T]:
    """For a method of a coordinator, whose first argument is the actor, that is one unit of work and nothing else.

    When somebody else changed the same or took the same key first, the whole method runs again: with a new unit of
    work, new ids and a new moment, after a random pause that grows (full jitter), ``retry.race_attempts`` times in all;
    then the last error is raised. Only the outermost such method repeats, and none inside a transaction around it,
    whose reads would not be repeated. A method that calls partners or starts processes must not be decorated.
    """

    @wraps(method)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> T:
        coordinator = cast(_Coordinator, args[0])
        if _is_repeating.get() or coordinator._records.is_joined:  # noqa: SLF001  it is a part of the coordinator
            return method(*args, **kwargs)
        actor = cast(Actor, args[1] if len(args) > 1 else kwargs["actor"])
        token = _is_repeating.set(True)
        try:
            settings = coordinator._settings_for(actor.tenant_id).retry  # noqa: SLF001
            return _repeating(settings)(method, *args, **kwargs)
        finally:
            _is_repeating.reset(token)

    return repeated


def _repeating(settings: RetrySettings) -> Retrying:
    return Retrying(
        retry=retry_if_exception_type(LOST_RACES),
        stop=stop_after_attempt(settings.race_attempts),
        wait=wait_random_exponential(multiplier=settings.initial_seconds, max=settings.maximum_seconds),
        reraise=True,
    )

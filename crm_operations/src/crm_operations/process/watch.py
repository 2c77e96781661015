"""Observers of a running workflow: logs know the process and the step they come from; others may trace or time it."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

import structlog

from crm_core.actor import Actor


class ProcessWatch(Protocol):
    """Entered around a workflow and around each step's action; what is raised inside passes through."""

    def process(self, workflow: str, process_id: str, actor: Actor) -> AbstractContextManager[None]: ...

    def step(self, name: str) -> AbstractContextManager[None]: ...

    def trace_context(self) -> Mapping[str, str]:
        """What a process takes along to whoever runs it, so that they are seen to go on from here."""
        ...

    def continuing(self, trace_context: Mapping[str, str]) -> AbstractContextManager[None]:
        """Entered around a process that somebody else began or left to this one."""
        ...


class BoundLogs:
    """Binds process, workflow, tenant, actor and step to every structlog line written meanwhile."""

    @contextmanager
    def process(self, workflow: str, process_id: str, actor: Actor) -> Iterator[None]:
        with structlog.contextvars.bound_contextvars(
            process=process_id, workflow=workflow, tenant=actor.tenant_id, actor=actor.user_id
        ):
            yield

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        before = structlog.contextvars.bind_contextvars(step=name)
        try:
            yield
        finally:
            structlog.contextvars.reset_contextvars(**before)

    def trace_context(self) -> Mapping[str, str]:
        return {}

    def continuing(self, trace_context: Mapping[str, str]) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

"""Observers of a running workflow: they add process and step to logs, or trace and time them."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

import structlog

from crm_core.actor import Actor


class ProcessWatch(Protocol):
    """Entered around a workflow and around each step's action; what is raised inside passes through."""

    def process(self, workflow: str, process_id: str, actor: Actor) -> AbstractContextManager[None]:
        """Entered around a whole workflow, its undo included."""
        ...

    def step(self, name: str) -> AbstractContextManager[None]:
        """Entered around the action of one step."""
        ...

    def trace_context(self) -> Mapping[str, str]:
        """The trace context for later runs of the process, such as W3C ``traceparent``, so that they join the trace."""
        ...

    def continuing(self, trace_context: Mapping[str, str]) -> AbstractContextManager[None]:
        """Entered around a process that was begun or enqueued elsewhere."""
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

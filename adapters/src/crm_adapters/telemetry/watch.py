"""A span for each workflow and each step, whichever process runs them; log lines say which span they belong to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
from opentelemetry import context
from opentelemetry.trace import Span, TracerProvider, format_span_id, format_trace_id, get_tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from crm_adapters.telemetry.failures import note_failure
from crm_core.actor import Actor
from crm_operations.process import UNDO, BoundLogs, ProcessWatch

TRACER = "crm_adapters"

# Baggage may contain anything, and the context is stored in a database: only the trace is passed on.
_PROPAGATOR = TraceContextTextMapPropagator()


class TracedProcesses:
    """A ProcessWatch around another one. Spans contain ids and names, and no personal data."""

    def __init__(self, inner: ProcessWatch | None = None, provider: TracerProvider | None = None) -> None:
        """Without ``provider``, the one configured in this process; where there is none, nothing is traced."""
        self._inner = inner or BoundLogs()
        self._tracer = get_tracer(TRACER, tracer_provider=provider)

    @contextmanager
    def process(self, workflow: str, process_id: str, actor: Actor) -> Iterator[None]:
        attributes = {
            "crm.workflow": workflow,
            "crm.process": process_id,
            "crm.tenant": actor.tenant_id,
            "crm.actor": actor.user_id,
        }
        with self._inner.process(workflow, process_id, actor), self._span(workflow, attributes):
            yield

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        with self._inner.step(name), self._span(name, {"crm.step": name, "crm.is_undo": name.startswith(UNDO)}):
            yield

    def trace_context(self) -> Mapping[str, str]:
        """The W3C trace context, added to that of the inner watch."""
        carrier = dict(self._inner.trace_context())
        _PROPAGATOR.inject(carrier)
        return carrier

    @contextmanager
    def continuing(self, trace_context: Mapping[str, str]) -> Iterator[None]:
        """Without a trace in it, the current trace of this thread continues."""
        token = context.attach(_PROPAGATOR.extract(trace_context, context.get_current()))
        try:
            with self._inner.continuing(trace_context):
                yield
        finally:
            context.detach(token)

    @contextmanager
    def _span(self, name: str, attributes: Mapping[str, str | bool]) -> Iterator[None]:
        with self._tracer.start_as_current_span(
            name, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                with structlog.contextvars.bound_contextvars(**_ids_of(span)):
                    yield
            except BaseException as error:
                note_failure(span, error)
                raise


def _ids_of(span: Span) -> Mapping[str, str]:
    """As OpenTelemetry writes them in logs; nothing where no trace is kept."""
    known = span.get_span_context()
    if not known.is_valid:
        return {}
    return {"trace_id": format_trace_id(known.trace_id), "span_id": format_span_id(known.span_id)}

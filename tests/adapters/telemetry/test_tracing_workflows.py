"""A workflow is a span and each of its steps one below it, wherever it runs; logs know where they belong."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog
from fresh_databases import SqliteDatabases
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode, format_span_id, format_trace_id
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from crm_adapters.storage import Database
from crm_adapters.system_clock import SystemClock
from crm_adapters.telemetry import TracedProcesses
from crm_adapters.wiring import CrmSettings, open_crm
from crm_core.actor import Actor
from crm_core.errors import Conflict, Invalid, Unavailable
from crm_operations.process import CompensationFailed, InProcessRunner, ProcessRunner
from crm_operations.settings import RetrySettings
from crm_operations.testing import FakeRunLog

ACTOR = Actor(tenant_id="acme", user_id="ada")
WORKER = Path(__file__).with_name("a_worker.py")
REFUSAL = "{mail} is known already"


@pytest.fixture(scope="module")
def a_worker() -> Any:
    """The script as a module: its workflow, and how its runner is made."""
    spec = spec_from_file_location("a_worker", WORKER)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def database(sqlite_databases: SqliteDatabases) -> Iterator[Database]:
    with sqlite_databases.migrated() as url:
        database = Database(url)
        yield database
        database.close()


@pytest.fixture(scope="module")
def processes_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('traced') / 'processes.db'}"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter: InMemorySpanExporter) -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider


@pytest.fixture
def durable(
    a_worker: Any, database: Database, processes_url: str, provider: TracerProvider
) -> Iterator[Callable[[Any], Any]]:
    """Makes a durable runner that leaves its queue to others."""
    runners: list[Any] = []

    def make(workflow: Any) -> Any:
        runners.append(
            a_worker.a_runner(database, processes_url, TracedProcesses(provider=provider), workflow, works=False)
        )
        return runners[-1]

    yield make
    for runner in runners:
        runner.close()


@pytest.fixture(params=["in process", "durably"])
def running(request: pytest.FixtureRequest, provider: TracerProvider) -> Callable[[Any], ProcessRunner]:
    """Makes a runner for a workflow, of each kind in turn."""
    if request.param == "durably":
        durably: Callable[[Any], ProcessRunner] = request.getfixturevalue("durable")
        return durably
    patient = RetrySettings(attempts=3, initial_seconds=0, maximum_seconds=0)
    watch = TracedProcesses(provider=provider)
    return lambda _: InProcessRunner(FakeRunLog(), SystemClock(), patient, None, watch)


def steps_of(spans: Sequence[ReadableSpan]) -> list[str]:
    """In the order they ended; the last commit of the runner itself is left out."""
    return [str(dict(span.attributes or {})["crm.step"]) for span in steps(spans)]


def steps(spans: Sequence[ReadableSpan]) -> list[ReadableSpan]:
    return [span for span in spans if "crm.step" in (span.attributes or {}) and span.name not in {"finish", "release"}]


def workflow_span(spans: Sequence[ReadableSpan]) -> ReadableSpan:
    (found,) = [span for span in spans if span.name == "journey"]
    return found


def run(running: Callable[[Any], ProcessRunner], journey: Any, a_worker: Any) -> str:
    process_id = f"journey:{uuid4()}"
    running(journey).start(journey, process_id, ACTOR, a_worker.BookJourney())
    return process_id


def test_a_workflow_is_a_span_with_its_steps_below(
    running: Callable[[Any], ProcessRunner], exporter: InMemorySpanExporter, a_worker: Any
) -> None:
    process_id = run(running, a_worker.Journey(), a_worker)

    spans = exporter.get_finished_spans()
    whole = workflow_span(spans)
    assert dict(whole.attributes or {}) == {
        "crm.workflow": "journey",
        "crm.process": process_id,
        "crm.tenant": "acme",
        "crm.actor": "ada",
    }
    assert steps_of(spans) == ["go to berlin", "go to paris"]
    assert {span.parent.span_id for span in spans if span is not whole and span.parent} == {whole.context.span_id}
    assert {span.context.trace_id for span in spans} == {whole.context.trace_id}
    assert [dict(span.attributes or {})["crm.is_undo"] for span in steps(spans)] == [False, False]


def test_a_refusal_is_told_by_its_kind_and_is_no_error_and_its_undo_belongs_to_the_workflow(
    running: Callable[[Any], ProcessRunner], exporter: InMemorySpanExporter, a_worker: Any
) -> None:
    with pytest.raises(Conflict):
        run(running, a_worker.Journey(paris=[Conflict(REFUSAL, {"mail": "grace@example.com"})]), a_worker)

    spans = exporter.get_finished_spans()
    whole = workflow_span(spans)
    assert steps_of(spans) == ["go to berlin", "go to paris", "undo go to berlin"]
    refused, undone = steps(spans)[1:]
    assert dict(undone.attributes or {})["crm.is_undo"] is True
    assert undone.parent is not None
    assert undone.parent.span_id == whole.context.span_id
    for span in (refused, whole):
        assert span.status.status_code is StatusCode.UNSET
        assert dict(span.attributes or {})["crm.kind"] == "conflict"
        (event,) = span.events
        assert dict(event.attributes or {})["exception.message"] == REFUSAL
    assert "grace@example.com" not in "".join(span.to_json() for span in spans)


def test_a_moment_without_an_answer_that_was_got_over_is_no_error(
    running: Callable[[Any], ProcessRunner], exporter: InMemorySpanExporter, a_worker: Any
) -> None:
    run(running, a_worker.Journey(paris=[Unavailable("no line"), Unavailable("no line")]), a_worker)

    spans = exporter.get_finished_spans()
    assert steps_of(spans) == ["go to berlin", "go to paris"]
    assert {span.status.status_code for span in spans} == {StatusCode.UNSET}


@pytest.mark.parametrize(
    ("troubles", "kind", "where"),
    [
        ({"paris": [Unavailable("no line")] * 3}, "unavailable", {"go to paris", "journey"}),
        ({"paris": [ValueError("grace@example.com")]}, "unexpected", {"go to paris", "journey"}),
        (
            {"paris": [Conflict("taken")], "from_berlin": [Conflict("no way back")]},
            "refused",
            {"journey"},
        ),
    ],
    ids=["nobody answers", "nobody foresaw it", "it cannot be undone"],
)
def test_what_is_wrong_is_an_error(
    running: Callable[[Any], ProcessRunner],
    exporter: InMemorySpanExporter,
    a_worker: Any,
    troubles: dict[str, list[Exception]],
    kind: str,
    where: set[str],
) -> None:
    fresh = {place: list(errors) for place, errors in troubles.items()}
    with pytest.raises((Unavailable, ValueError, CompensationFailed)):
        run(running, a_worker.Journey(**fresh), a_worker)

    spans = exporter.get_finished_spans()
    wrong = [span for span in spans if span.status.status_code is StatusCode.ERROR]
    assert {span.name for span in wrong} == where
    assert dict(workflow_span(spans).attributes or {})["crm.kind"] == kind
    assert "grace@example.com" not in "".join(span.to_json() for span in spans)


def test_log_lines_know_process_step_and_span(
    running: Callable[[Any], ProcessRunner], exporter: InMemorySpanExporter, a_worker: Any
) -> None:
    class Talkative(a_worker.Journey):  # type: ignore[misc]
        def _go(self, place: str) -> str:
            structlog.get_logger().warning("going", place=place)
            return place

    with capture_logs(processors=[merge_contextvars]) as lines:
        process_id = run(running, Talkative(), a_worker)

    by_place = {line["place"]: line for line in lines if line["event"] == "going"}
    for span, place in zip(steps(exporter.get_finished_spans()), ("berlin", "paris"), strict=True):
        line = by_place[place]
        assert (line["process"], line["workflow"], line["tenant"]) == (process_id, "journey", "acme")
        assert line["step"] == span.name == f"go to {place}"
        assert line["trace_id"] == format_trace_id(span.context.trace_id)
        assert line["span_id"] == format_span_id(span.context.span_id)
    assert structlog.contextvars.get_contextvars() == {}


def test_where_nobody_set_up_tracing_logs_name_no_span() -> None:
    watch = TracedProcesses()
    with capture_logs(processors=[merge_contextvars]) as lines, watch.process("journey", "journey:1", ACTOR):
        structlog.get_logger().warning("going")

    assert lines[0]["process"] == "journey:1"
    assert "trace_id" not in lines[0]
    assert watch.trace_context() == {}


@pytest.mark.parametrize("was_noted_meanwhile", [False, True])
def test_a_worker_goes_on_with_the_trace_of_who_handed_the_process_over(
    durable: Callable[[Any], Any],
    provider: TracerProvider,
    database: Database,
    processes_url: str,
    a_worker: Any,
    was_noted_meanwhile: bool,
) -> None:
    journey = a_worker.Journey()
    runner = durable(journey)
    with provider.get_tracer("test").start_as_current_span("ask") as asking:
        run_id = runner.enqueue(journey, f"journey:{uuid4()}", ACTOR, a_worker.BookJourney())
    if was_noted_meanwhile:
        runner.engine.runs.note(run_id, {"cancelled_by": None})

    urls = (database.url.render_as_string(), processes_url)
    words = [sys.executable, WORKER, *urls, run_id]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    spans = {span["name"]: span for span in map(json.loads, done.stdout.splitlines())}
    assert set(spans) == {"journey", "go to berlin", "go to paris"}
    trace_id = f"0x{format_trace_id(asking.get_span_context().trace_id)}"
    assert {span["context"]["trace_id"] for span in spans.values()} == {trace_id}
    assert spans["journey"]["parent_id"] == f"0x{format_span_id(asking.get_span_context().span_id)}"
    assert spans["go to paris"]["parent_id"] == spans["journey"]["context"]["span_id"]


def test_the_setting_turns_traces_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TELEMETRY", "1")

    with open_crm(f"sqlite:///{tmp_path / 'crm.db'}") as crm:
        assert isinstance(crm.container.workflows.watch(), TracedProcesses)


def test_without_the_extra_the_setting_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("crm_adapters.telemetry")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    settings = CrmSettings(database_url=f"sqlite:///{tmp_path / 'crm.db'}", telemetry=True)

    with pytest.raises(Invalid, match=r"opentelemetry.* not installed; pip install 'crm-adapters\[telemetry\]'"):
        open_crm(settings=settings)

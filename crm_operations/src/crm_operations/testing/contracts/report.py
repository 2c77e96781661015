"""How pytest shows a broken promise to the developer of an adapter."""

import linecache
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

import pytest

import crm_core
import crm_operations
from crm_core.testing import PromiseBroken
from crm_operations.testing.contracts.call_recorder import CALL_RECORDER, near

NOT_THE_ADAPTERS = tuple(
    Path(place).resolve()
    for place in (
        *crm_core.__path__,
        *crm_operations.__path__,
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("purelib"),
    )
)


def retold(item: pytest.Item, failure: pytest.ExceptionInfo[BaseException]) -> Any:
    """The report without the suite's own lines; None without a recorder, or where no call came before the failure."""
    recorder = item.stash.get(CALL_RECORDER, None)
    if recorder is None:
        return None
    if isinstance(failure.value, PromiseBroken):
        return failure.getrepr(style="value")
    if not recorder.calls or not isinstance(failure.value, Exception):
        return None
    shown = [
        item.name.removeprefix("test_").replace("_", " "),
        f"    asked:  {recorder.calls[-1].shown}",
        f"    came:   {type(failure.value).__name__}: {failure.value}",
        *(f"    in:     {place}" for place in _places(failure.tb)),
        recorder.tell(),
    ]
    broken = PromiseBroken("\n".join(shown)).with_traceback(failure.tb)
    return pytest.ExceptionInfo.from_exception(broken).getrepr(style="value")


def _places(trace: TracebackType | None) -> Iterator[str]:
    """The traceback's places in the adapter, outermost first."""
    while trace is not None:
        code: CodeType = trace.tb_frame.f_code
        file = Path(code.co_filename)
        if not any(file.resolve().is_relative_to(place) for place in NOT_THE_ADAPTERS):
            yield f"{near(file)}:{trace.tb_lineno}  {linecache.getline(code.co_filename, trace.tb_lineno).strip()}"
        trace = trace.tb_next

"""Files that took longest begin first the next time, so that nobody waits for one at the end; and they are named."""

from collections import defaultdict
from collections.abc import Mapping

import pytest

KEPT = "crm/seconds_of_files"
NAMED = 10
TAKE_LONG = {"crash", "tryton", "journeys", "fuzz", "decisions", "upgrade"}
"""Folders, for a first run."""

_seconds: defaultdict[str, float] = defaultdict(float)


@pytest.hookimpl(trylast=True)  # after pytest has put together what shares a fixture
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    known = _known(config)

    def seconds(item: pytest.Item) -> float:
        return known.get(_file_of(item.nodeid), 60.0 if TAKE_LONG & {*item.path.parts} else 0.0)

    items.sort(key=seconds, reverse=True)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[_file_of(report.nodeid)] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Workers have no terminal, so only the one who gathers their reports comes here."""
    if len(_seconds) <= NAMED:
        return
    terminalreporter.section(f"slowest {NAMED} files")
    for file, seconds in sorted(_seconds.items(), key=lambda item: -item[1])[:NAMED]:
        terminalreporter.write_line(f"{seconds:7.1f} s  {file}")
    if (cache := _cache_of(config)) is not None:
        cache.set(KEPT, {**_known(config), **_seconds})


def _known(config: pytest.Config) -> Mapping[str, float]:
    cache = _cache_of(config)
    known: Mapping[str, float] = {} if cache is None else cache.get(KEPT, {})
    return known


def _cache_of(config: pytest.Config) -> pytest.Cache | None:
    """Some runs do without."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    return cache


def _file_of(node_id: str) -> str:
    return node_id.partition("::")[0]

"""Commands that go on until they are told to stop: past partners that are away, and to an orderly end."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from forked_command import Around, ForkedCommand

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

NOBODY_LISTENS = {
    "CRM_SALES": "tryton",
    "CRM_PARTNERS__TRYTON__URL": "http://127.0.0.1:1",
    "CRM_PARTNERS__TRYTON__ATTEMPTS": "1",
    "CRM_PARTNERS__TRYTON__TENANTS__MAIN__DATABASE": "main",
    "CRM_PARTNERS__TRYTON__TENANTS__MAIN__KEY": "key",
}


def test_a_sales_system_that_is_away_is_looked_at_again(cli: "CommandLine") -> None:
    once = cli.run("deal", "follow", exit_code=1, environment=NOBODY_LISTENS)

    with going_on(cli, "deal", "follow", "--every", "1", environment=NOBODY_LISTENS) as process:
        output = [process.stderr.readline() for _ in range(2)]
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0

    assert "tryton" in once.stderr.lower()
    assert all("tryton" in line.lower() for line in output), output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_relay_that_watches_ends_well_when_it_is_told_to(cli: "CommandLine", number: signal.Signals) -> None:
    with going_on(cli, "relay", "run", "--watch") as process:
        assert process.stderr.readline() == "Delivering; Ctrl-C stops.\n"
        process.send_signal(number)
        assert process.wait() == 0


@contextmanager
def going_on(cli: "CommandLine", *words: str, environment: Mapping[str, str] | None = None) -> Iterator[ForkedCommand]:
    """In a process of its own, which is gone afterwards whatever happened."""
    given = {**os.environ, "COLUMNS": "200", **(environment or {})}
    with ForkedCommand(words, Around(cli.folder, given)) as process:
        yield process

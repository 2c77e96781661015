"""``crm`` in a process of its own that begins at once: it is forked off one that has everything imported."""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from client import Address
from command_line import elsewhere
from preload import preload_forkserver

from crm_adapters.cli import main
from crm_adapters.cli.shell import session
from crm_adapters.wiring import open_crm

_FORKING = multiprocessing.get_context("forkserver")


class Around(NamedTuple):
    """Where the command runs, and where its standard error goes; ``partners`` are those of a partner server, if any."""

    folder: Path
    environment: Mapping[str, str]
    log: Path
    partners: tuple[Address, str] | None


class ForkedCommand:
    """Has what the tests ask of a ``subprocess.Popen``."""

    def __init__(self, words: Sequence[str], around: Around) -> None:
        preload_forkserver()
        self._process = _FORKING.Process(target=_run, args=(words, around))
        self._process.start()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Raises TimeoutError."""
        self._process.join(seconds)
        if (code := self._process.exitcode) is None:
            raise TimeoutError("the command goes on")
        return code

    def send_signal(self, signal: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, signal)

    def kill(self) -> None:
        self._process.kill()


def _run(words: Sequence[str], around: Around) -> None:
    os.chdir(around.folder)
    os.environ.clear()
    os.environ.update(around.environment)
    with around.log.open("wb") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    if around.partners is not None:
        (host, port), authkey = around.partners
        vars(session)["open_crm"] = partial(open_crm, **elsewhere(host, str(port), authkey))
    sys.argv = ["crm", *words]
    main()

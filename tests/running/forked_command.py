"""``crm`` in a process of its own that begins at once: it is forked off one that has everything imported."""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, TextIO

from client import Address, remote_partners
from faults import PARTNERS
from preload import preload_forkserver

from crm_adapters.cli import main
from crm_adapters.cli.shell import session
from crm_adapters.wiring import open_crm

OUTPUT, ERRORS = 1, 2
PATIENT_SECONDS = 600.0
"""Whoever freezes the partners wants a command that waits for them, however slow the machine is."""

_FORKING = multiprocessing.get_context("forkserver")


class Around(NamedTuple):
    """Where the command runs; ``partners`` are those of a partner server, if any.

    Standard error goes into the ``log``, or where there is none into a pipe, as standard output does.
    """

    folder: Path
    environment: Mapping[str, str]
    partners: tuple[Address, str] | None = None
    log: Path | None = None


class ForkedCommand:
    """Has what the tests ask of a ``subprocess.Popen``; as a context it is killed at the end."""

    def __init__(self, words: Sequence[str], around: Around) -> None:
        preload_forkserver()
        (self.stdout, output), (self.stderr, errors) = _pipe(), _pipe()
        self._process = _FORKING.Process(target=_run, args=(words, around, output, errors))
        self._process.start()
        output.close()
        errors.close()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Raises TimeoutError."""
        self._process.join(timeout)
        if (code := self._process.exitcode) is None:
            raise TimeoutError("the command goes on")
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What is still to be read of standard output and standard error, once it has ended. Raises TimeoutError."""
        with self.stdout, self.stderr, ThreadPoolExecutor(2) as pool:
            readings = [pool.submit(stream.read) for stream in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
            except TimeoutError:
                self.kill()
                raise
            output, errors = (reading.result() for reading in readings)
        return output, errors

    def send_signal(self, signal: int) -> None:
        """To one that has ended it does nothing."""
        if self.poll() is None and self._process.pid is not None:
            os.kill(self._process.pid, signal)

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        """Nothing is left of it."""
        self.kill()
        self.wait()
        self.stdout.close()
        self.stderr.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _pipe() -> "tuple[TextIO, Connection[Any, Any]]":
    """The end to read from, as text, and the end a child is given."""
    reading, writing = _FORKING.Pipe(duplex=False)
    with reading:
        return os.fdopen(os.dup(reading.fileno()), encoding="utf-8"), writing


def _run(words: Sequence[str], around: Around, output: "Connection[Any, Any]", errors: "Connection[Any, Any]") -> None:
    os.chdir(around.folder)
    os.environ.clear()
    os.environ.update(around.environment)
    os.dup2(output.fileno(), OUTPUT)
    os.dup2(errors.fileno(), ERRORS)
    if around.log is not None:
        with around.log.open("wb") as log:
            os.dup2(log.fileno(), ERRORS)
    # Those that are there know the files they were opened on.
    sys.stdout, sys.stderr = (os.fdopen(each, "w", 1, encoding="utf-8", closefd=False) for each in (OUTPUT, ERRORS))
    if around.partners is not None:
        partners = remote_partners(*around.partners, PATIENT_SECONDS)
        elsewhere = {name: getattr(partners, name) for name in PARTNERS}
        vars(session)["open_crm"] = partial(open_crm, **elsewhere)
    sys.argv = ["crm", *words]
    main()

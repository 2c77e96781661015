"""Processes of their own, forked off one that has everything imported and nothing open, so that each starts at once."""

import multiprocessing
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, TypeVar

from preload import EVERYTHING, preload_forkserver

T = TypeVar("T")

SECONDS = 60.0
"""How long a child may take for each thing it does; one takes far less than a second."""

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload([*EVERYTHING, "child_runs", "concurrency", "warmed_up"])


class Ended(NamedTuple):
    """``answer`` is nothing for a child that died before it had one."""

    exit_code: int | None
    answer: Any


def in_a_child(verb: Callable[..., Any], *arguments: Any, things: int = 1) -> Ended:
    """Waits for its end, longer for one that does many ``things``.

    Raises RuntimeError with the child's traceback for what it raised.
    """
    preload_forkserver()
    ours, partner_database = _FORKING.Pipe(duplex=False)
    child = _FORKING.Process(target=_live, args=(partner_database, verb, arguments))
    child.start()
    partner_database.close()
    try:
        failure, answer = ours.recv() if ours.poll(SECONDS * max(things, 1)) else ("it took too long", None)
    except EOFError:
        failure, answer = None, None
    finally:
        ours.close()
    child.join(SECONDS)
    if child.exitcode is None:
        child.kill()
        child.join()
    if failure is not None:
        raise RuntimeError(failure)
    return Ended(child.exitcode, answer)


@contextmanager
def beside(verb: Callable[..., None], *arguments: Any) -> "Iterator[Connection[Any, Any]]":
    """The way to a child that is called with its own end of it first; it must have ended when the block does."""
    preload_forkserver()
    ours, partner_database = _FORKING.Pipe()
    child = _FORKING.Process(target=verb, args=(partner_database, *arguments))
    child.start()
    partner_database.close()
    try:
        yield ours
        child.join(SECONDS)
    finally:
        ours.close()
        child.kill()
        child.join()


def _live(parent: "Connection[Any, Any]", verb: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        answer = verb(*arguments)
    except BaseException:
        parent.send((traceback.format_exc(), None))
        raise
    parent.send((None, answer))

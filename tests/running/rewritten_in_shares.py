"""On a first run each of the workers rewrites the asserts of its share of the files, where all would rewrite all."""

import sys
from pathlib import Path
from typing import Any

import pytest
from _pytest.assertion import rewrite

TESTS = Path(__file__).parents[1]


def pytest_sessionstart(session: pytest.Session) -> None:
    worker: Any = getattr(session.config, "workerinput", None)
    if worker is None or sys.dont_write_bytecode:
        return
    files = sorted(file for name in ("test_*.py", "conftest.py") for file in TESTS.rglob(name))
    for file in files[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        _rewrite(file, session.config)


def _rewrite(file: Path, config: pytest.Config) -> None:
    """As pytest does when it imports the file. What was rewritten before is left as it is."""
    folder = rewrite.get_cache_dir(file)
    kept = folder / (file.name[:-3] + rewrite.PYC_TAIL)
    if rewrite.try_makedirs(folder) and rewrite._read_pyc(file, kept) is None:
        digest, code = rewrite._rewrite_test(file, config)
        rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, digest, kept)

"""The tests pass wherever they are started from, in the background of a shell too."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_a_process_that_a_test_starts_can_be_interrupted() -> None:
    asked = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "True"


@pytest.mark.skipif(sys.platform == "win32", reason="has no such background")
def test_so_it_can_where_whoever_starts_the_tests_ignores_interrupts() -> None:
    tests = [f"{__file__}::{test_a_process_that_a_test_starts_can_be_interrupted.__name__}"]
    quiet = ["-q", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *tests],
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout

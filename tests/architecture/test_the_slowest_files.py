"""A run of the tests names its slowest files, and begins with them the next time."""

import json
import re
import subprocess
import sys
from pathlib import Path

PLUGINS = Path(__file__).parents[1] / "running"
NAMES = [f"test_{number:02}.py" for number in range(12)]
SLOWEST, SLOW_BEFORE = NAMES[7], NAMES[4]
TEST = "import time\n\ndef test_that_takes_a_while():\n    time.sleep({seconds})\n"


def test_ten_are_named_slowest_first_and_what_was_slow_before_begins(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {PLUGINS}\n")
    for name in NAMES:
        (tmp_path / name).write_text(TEST.format(seconds=0.2 if name == SLOWEST else 0))
    before = tmp_path / ".pytest_cache" / "v" / "crm" / "seconds_of_files"
    before.parent.mkdir(parents=True)
    before.write_text(json.dumps({SLOW_BEFORE: 7.0}))

    message = run(tmp_path)

    named = re.findall(r"^ +\d+\.\d s  (\S+)$", message, re.MULTILINE)
    assert named[0] == SLOWEST
    assert len({*named}) == len(named) == 10
    assert re.findall(r"PASSED (\S+)::", message)[0] == SLOW_BEFORE
    assert json.loads(before.read_text()).keys() == {*NAMES}


def run(folder: Path) -> str:
    words = ["-n", "1", "--dist", "loadfile", "--no-loadscope-reorder", "-v", "-p", "slowest_files"]
    command = [sys.executable, "-m", "pytest", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout

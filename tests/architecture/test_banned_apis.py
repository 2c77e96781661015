"""Ruff stops rules from asking the clock, drawing ids or reading the environment."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

WAYS_OUT = {
    "the clock": "from datetime import UTC, datetime\n\nmoment = datetime.now(UTC)\n",
    "the clock without a zone": "import datetime\n\nmoment = datetime.datetime.utcnow()\n",
    "the day": "from datetime import date\n\nday = date.today()\n",
    "the seconds": "import time\n\nmoment = time.time()\n",
    "an id": "from uuid import uuid4\n\nfresh = uuid4()\n",
    "chance": "import random\n\nchosen = random.choice([1, 2])\n",
    "the environment": "import os\n\nhome = os.environ['HOME']\n",
    "one variable": "from os import getenv\n\nhome = getenv('HOME')\n",
}


@pytest.mark.parametrize("source", WAYS_OUT.values(), ids=WAYS_OUT.keys())
@pytest.mark.parametrize("folder", ["crm_core/src/crm_core/leads", "crm_operations/src/crm_operations/lead_routing"])
def test_a_rule_cannot_ask_the_world(folder: str, source: str) -> None:
    assert "TID251" in complaints(f"{folder}/seeded.py", source)


def test_an_adapter_may_ask_the_world() -> None:
    assert "TID251" not in complaints("adapters/src/crm_adapters/wiring/seeded.py", WAYS_OUT["the environment"])


def complaints(path: str, source: str) -> set[str]:
    """The codes of what ruff finds in a file that would stand at this path."""
    command = [str(Path(sys.executable).parent / "ruff"), "check", "--no-cache", "--output-format=json"]
    command += ["--stdin-filename", path, "-"]
    report = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False)
    return {finding["code"] for finding in json.loads(report.stdout)}

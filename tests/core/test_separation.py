"""Each room of the domain stands on its own."""

import subprocess
import sys

import pytest

ROOMS = ["leads", "opportunities", "pipelines", "activities", "journeys"]
KNOWN = {"opportunities": {"pipelines"}}


@pytest.mark.requirement("MAINT-004")
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_usable_without_the_others(room: str) -> None:
    others = {each for each in ROOMS if each != room} - KNOWN.get(room, set())
    program = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({sorted('crm_core.' + each for each in others)!r}))\n"
        f"import crm_core.{room}\n"
    )

    subprocess.run([sys.executable, "-c", program], check=True)

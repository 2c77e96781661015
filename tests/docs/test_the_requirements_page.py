"""The page of requirements says what the tests prove, no more and no less."""

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "docs" / "generate_requirements.py"


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_the_page_is_up_to_date_and_every_marker_names_a_known_requirement() -> None:
    check = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False)

    assert check.returncode == 0, check.stderr


def test_every_requirement_has_an_id_of_its_own(generator: dict[str, Any]) -> None:
    ids = [requirement.id for requirement in generator["read_requirements"]()]

    assert len(ids) == len(set(ids))


def test_markers_count_on_a_function_a_case_a_class_and_a_whole_file(tmp_path: Path, generator: dict[str, Any]) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_seeded.py").write_text(
        "import pytest\n"
        'pytestmark = [pytest.mark.requirement("A-1")]\n'
        '@pytest.mark.requirement("A-2", "A-3")\n'
        "def test_one(): ...\n"
        '@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.requirement("A-4"))])\n'
        "def test_cases(n): ...\n"
        '@pytest.mark.requirement("A-3")\n'
        "class TestMore:\n"
        "    def test_two(self): ...\n"
        "    def helper(self): ...\n"
    )

    proofs = {
        requirement: [proof.test for proof in found]
        for requirement, found in generator["collect_proofs"](tests).items()
    }

    assert proofs == {
        "A-1": ["test_one", "test_cases", "TestMore::test_two"],
        "A-2": ["test_one"],
        "A-3": ["test_one", "TestMore::test_two"],
        "A-4": ["test_cases"],
    }


def test_a_marker_with_an_unknown_requirement_is_refused(generator: dict[str, Any]) -> None:
    proof = generator["Proof"]("tests/test_seeded.py", "test_one")

    with pytest.raises(Exception, match="test_one names A-1, which"):
        generator["render"]([], {"A-1": [proof]})


def test_the_page_tells_proven_from_open(generator: dict[str, Any]) -> None:
    requirement, proof = generator["Requirement"], generator["Proof"]

    page = generator["render"](
        [requirement("A-1", "plan.md", "It adds | up"), requirement("A-2", "plan.md", "It waits")],
        {"A-1": [proof("tests/core/test_money.py", "test_adds_up")]},
    )

    assert "2 requirements, 1 proven, 1 open." in page
    assert "| A-1 | It adds \\| up | [adds_up](../tests/core/test_money.py) |" in page
    assert "| A-2 | It waits | open |" in page

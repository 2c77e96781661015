"""No committed file names a package registry's host or a path of somebody's machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Put together here, so that this file does not name what it forbids.
REGISTRIES = [
    "".join(parts)
    for parts in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("registry", ".npmjs"),
        ("registry", ".yarnpkg"),
        ("deb", ".debian.org"),
        ("crates", ".io"),
        ("conda", ".anaconda.org"),
    )
]
MACHINE_PATH = re.compile(r"(?<![\w.~})-])/(?:work|root|home/\w+|Users/\w+)/")


def committed_files() -> list[Path]:
    """What git has or would take, so that a slip shows before it is committed."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def finds(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for file in committed_files()
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert finds(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert finds(MACHINE_PATH) == []


@pytest.mark.parametrize("line", ["see /{}/main/x", 'open("/{}/x")', "file:///{}/x"])
@pytest.mark.parametrize("place", ["work", "root", "home/ann", "Users/ann"])
def test_a_path_of_one_machine_is_recognised(line: str, place: str) -> None:
    assert MACHINE_PATH.search(line.format(place))


@pytest.mark.parametrize("line", ["crm_core/{}/x", "./{}/x", "https://host/{}/x", "~/{}/x"])
def test_other_paths_are_left_alone(line: str) -> None:
    assert not MACHINE_PATH.search(line.format("work"))

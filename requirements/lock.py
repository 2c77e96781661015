"""Writes the locks, and the table of what each locked package needs; `make lock` runs it.

All is resolved together, so that the locks agree; then each is written, without what an earlier one already holds.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).parent
LOCKS = ("build", "product", "development")
"""In the order they are installed."""
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--custom-compile-command", "make lock"),
    *(word for name in ("core", "operations", "adapters") for word in ("--no-emit-package", f"crm-{name}")),
)
PIN = re.compile(r"^([a-z0-9-]+)==([^\s;]+)", re.MULTILINE)


def write_locks(options: Sequence[str]) -> None:
    wishes = [str(HERE / f"{lock}.in") for lock in LOCKS]
    with TemporaryDirectory() as folder:
        everything = Path(folder) / "everything.txt"
        # What is locked now stays, unless --upgrade asks for newer.
        everything.write_text("".join(map(_text, _existing())), encoding="utf-8")
        _run([*COMPILE, *wishes, "--output-file", str(everything), *options])
        held: set[str] = set()
        for lock, wish in zip(LOCKS, wishes, strict=True):
            written = _run([*COMPILE, wish, "--constraint", str(everything)])
            head, *entries = _entries(written)
            kept = [entry for entry in entries if _first_line(entry) not in held]
            (HERE / f"{lock}.txt").write_text(_without(folder, head + "".join(kept)), encoding="utf-8")
            held.update(map(_first_line, kept))


def write_needs() -> None:
    """Of each pin: what it requires, by which marker, and on which Pythons it runs; and whether it must be built."""
    pins = sorted({pin for lock in _existing() for pin in PIN.findall(_text(lock))})
    needs = {f"{name}=={version}": needed for name, version, needed in _reported(pins)}
    text = json.dumps(dict(sorted(needs.items())), indent=1, ensure_ascii=False)
    (HERE / "needs.json").write_text(f"{text}\n", encoding="utf-8")


def check_wheels() -> None:
    """Stops where a pin has no wheel for a Python and system that we name, but for those the Makefile builds."""
    without = ["--no-binary", "http-ece"]
    for python in ("3.11", "3.12", "3.13", "3.14"):
        for system in ("linux", "macos", "windows"):
            asked = ["uv", "pip", "compile", "--quiet", "--no-deps", "--only-binary", ":all:", *without, "--no-header"]
            there = ["--python-version", python, "--python-platform", system]
            for lock in _existing():
                _run([*asked, *there, str(lock), "--output-file", os.devnull])


def _reported(pins: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Asked of pip, which looks at no marker when it is given none; two releases of one package need two rounds."""
    rounds: list[dict[str, str]] = []
    for name, version in pins:
        free = next((one for one in rounds if name not in one), None)
        if free is None:
            rounds.append(free := {})
        free[name] = version
    for one in rounds:
        asked = [sys.executable, "-m", "pip", "install", "--dry-run", "-qq", "--report", "-", "--no-deps"]
        flags = ["--ignore-installed", "--ignore-requires-python", "--no-build-isolation", "--use-pep517"]
        report = json.loads(_run([*asked, *flags, *(f"{name}=={version}" for name, version in one.items())]))
        for found in report["install"]:
            told: Mapping[str, Any] = found["metadata"]
            name = re.sub(r"[-_.]+", "-", told["name"]).lower()
            needed: dict[str, object] = {
                "python": told.get("requires_python", ""),
                "requires": sorted(told.get("requires_dist", [])),
            }
            if not found["download_info"]["url"].endswith(".whl"):
                needed["has_no_wheel"] = True
            yield name, one[name], needed


def _existing() -> list[Path]:
    return [path for lock in LOCKS if (path := HERE / f"{lock}.txt").exists()]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _entries(lock: str) -> list[str]:
    """The head, then one for each pin, with its hashes and who wants it."""
    return re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)


def _first_line(entry: str) -> str:
    return entry.partition("\n")[0].removesuffix("\\").strip()


def _without(folder: str, lock: str) -> str:
    """Where the constraints lay is nobody's business; who wants a package is."""
    lines = [line for line in lock.splitlines() if folder not in line]
    return "\n".join(lines) + "\n"


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, cwd=HERE.parent, text=True, stdout=subprocess.PIPE, check=False)  # noqa: S603  uv and pip
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


if __name__ == "__main__":
    write_locks(sys.argv[1:])
    write_needs()
    check_wheels()

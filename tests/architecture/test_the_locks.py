"""The locks are installed without resolving, so they must hold all that anything in them needs, on every machine.

What another Python or system needs is not installed here; `make lock` writes it into requirements/needs.json.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
PACKAGES = {"crm-core": "crm_core", "crm-operations": "crm_operations", "crm-adapters": "adapters"}
PRODUCT, EVERYTHING = ("build", "product"), ("build", "product", "development")

PYTHONS = ["3.11.0", "3.11.14", "3.12.0", "3.12.12", "3.13.0", "3.13.9", "3.14.0", "3.14.2"]
SYSTEMS = {
    "Linux": {"sys_platform": "linux", "os_name": "posix", "platform_machine": "x86_64"},
    "Darwin": {"sys_platform": "darwin", "os_name": "posix", "platform_machine": "arm64"},
    "Windows": {"sys_platform": "win32", "os_name": "nt", "platform_machine": "AMD64"},
}
NEEDS: Mapping[str, Mapping[str, Any]] = json.loads((REQUIREMENTS / "needs.json").read_text(encoding="utf-8"))


def locked(name: str) -> list[Requirement]:
    lines = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line.removesuffix("\\").strip()) for line in lines if re.match(r"[a-z0-9]", line)]


def wished(name: str) -> Iterator[Requirement]:
    """What an .in file asks for; ``-e ./adapters[all]`` is what that project needs, with the extra."""
    folders = {folder: package for package, folder in PACKAGES.items()}
    for line in (REQUIREMENTS / f"{name}.in").read_text(encoding="utf-8").splitlines():
        required = line.partition("#")[0].strip()
        if editable := re.fullmatch(r"-e \./(\w+)(\[[\w,-]+\])?", required):
            yield Requirement(folders[editable[1]] + (editable[2] or ""))
        elif required:
            yield Requirement(required)


def needed_by(requirement: Requirement, environment: Mapping[str, str], version: str) -> Iterator[Requirement]:
    """What it requires there, with the extras it is asked for."""
    if requirement.name in PACKAGES:
        text = (ROOT / PACKAGES[requirement.name] / "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text)["project"]
        wishes = [Requirement(required) for required in project["dependencies"]]
        for extra in requirement.extras:
            wishes += [Requirement(required) for required in project["optional-dependencies"][extra]]
    else:
        wishes = [Requirement(required) for required in NEEDS[version]["requires"]]
    for required in wishes:
        if any(holds(required, environment, extra) for extra in (*requirement.extras, "")):
            yield required


def holds(required: Requirement, environment: Mapping[str, str], extra: str = "") -> bool:
    return required.marker is None or required.marker.evaluate({**environment, "extra": extra})


def environment_of(python: str, system: str) -> dict[str, str]:
    declared = {
        **default_environment(),
        **SYSTEMS[system],
        "platform_system": system,
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "implementation_name": "cpython",
        "implementation_version": python,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
    }
    return {name: str(value) for name, value in declared.items()}


def lacking(locks: Iterable[str], environment: Mapping[str, str], pins: Iterable[Requirement]) -> list[str]:
    """Walks from what was wished to all it needs, and names what no pin gives there."""
    python = environment["python_full_version"]
    there: dict[str, str] = {}
    for pin in pins:
        if holds(pin, environment):
            there[canonicalize_name(pin.name)] = next(iter(pin.specifier)).version
    problems: list[str] = []
    waiting: list[tuple[str, Requirement]] = [
        (f"{lock}.in", required) for lock in locks for required in wished(lock) if holds(required, environment)
    ]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        by, required = waiting.pop()
        name = canonicalize_name(required.name)
        version = there.get(name)
        ours = name in PACKAGES
        if not ours and version is None:
            problems.append(f"{by} needs {required}, which is not locked")
            continue
        if not ours and not required.specifier.contains(version or "", prereleases=True):
            problems.append(f"{by} needs {required}, and {version} is locked")
        if (name, frozenset(required.extras)) in seen:
            continue
        seen.add((name, frozenset(required.extras)))
        pinned = f"{name}=={version}"
        if not ours and not SpecifierSet(NEEDS[pinned]["python"]).contains(python):
            problems.append(f"{pinned} does not run on Python {python}")
        requested = Requirement(
            required.name if not required.extras else f"{required.name}[{','.join(required.extras)}]"
        )
        waiting += [(name, more) for more in needed_by(requested, environment, pinned)]
    return problems


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("locks", [PRODUCT, EVERYTHING], ids=["product", "everything"])
def test_a_lock_holds_all_that_anything_in_it_needs(locks: tuple[str, ...], python: str, system: str) -> None:
    pins = [pin for lock in locks for pin in locked(lock)]

    assert lacking(locks, environment_of(python, system), pins) == []


@pytest.mark.parametrize(("system", "gone"), [("Windows", "colorama"), ("Linux", "greenlet")])
def test_what_one_system_alone_needs_is_missed_there(system: str, gone: str) -> None:
    pins = [pin for lock in PRODUCT for pin in locked(lock) if pin.name != gone]

    assert any(f"needs {gone}" in problem for problem in lacking(PRODUCT, environment_of("3.13.0", system), pins))


def test_the_table_tells_of_the_pins_there_are_and_no_others() -> None:
    pins = {str(Requirement(f"{pin.name}{pin.specifier}")) for lock in EVERYTHING for pin in locked(lock)}

    assert set(NEEDS) == pins, "run make lock"


def test_a_pin_stands_in_one_lock_only() -> None:
    lines = [str(pin) for lock in EVERYTHING for pin in locked(lock)]

    assert sorted(lines) == sorted(set(lines))


def test_the_product_brings_no_tool_of_the_tests_and_no_erp() -> None:
    names = {pin.name for lock in PRODUCT for pin in locked(lock)}

    assert not [name for name in names if name.startswith(("trytond", "pytest", "hypothesis", "mypy", "ruff"))]


def test_what_has_no_wheel_is_built_by_a_pinned_backend_that_the_makefile_names() -> None:
    here = {name: str(value) for name, value in default_environment().items()}
    pinned = {pin.name for lock in EVERYTHING for pin in locked(lock) if holds(pin, here)}
    # What only another Python wants has its wheels for that one; make lock looks there.
    without = {pin.partition("==")[0] for pin, needed in NEEDS.items() if needed.get("has_no_wheel")}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    allowed = re.search(r"--only-binary :all: --no-binary (\S+)", makefile)

    assert allowed is not None
    assert without & pinned == set(allowed[1].split(","))
    assert "setuptools" in {pin.name for pin in locked("build")}


@pytest.mark.parametrize("folder", PACKAGES.values())
def test_the_classifiers_name_every_python_that_is_looked_at(folder: str) -> None:
    project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {word.rpartition(" ")[2] for word in project["classifiers"] if "Python :: 3." in word}

    assert declared == {python.rpartition(".")[0] for python in PYTHONS}

"""Each distribution declares what it imports, and imports what it declares."""

import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import grimp
import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {"crm_core": "crm_core", "crm_operations": "crm_operations", "crm_adapters": "adapters"}

# Needed without being imported: drivers that SQLAlchemy loads by the URL, zones that zoneinfo reads,
# and what a test-suite that ships expects around it.
LOADED_BY_NAME = {
    "crm_core": set(),
    "crm_operations": {"hypothesis", "pytest", "pytest-mock"},
    "crm_adapters": {"psycopg", "pymysql", "tzdata", "websockets"},
}


@pytest.mark.parametrize("package", FOLDERS)
def test_what_a_distribution_imports_is_declared(package: str) -> None:
    assert imported_by(package) - declared_by(package) == set()


@pytest.mark.parametrize("package", FOLDERS)
def test_what_a_distribution_declares_is_used(package: str) -> None:
    assert declared_by(package) - imported_by(package) - LOADED_BY_NAME[package] == set()


@pytest.mark.parametrize("package", ["crm_core", "crm_operations"])
def test_only_the_testing_room_needs_an_extra(package: str) -> None:
    assert imported_by(package, besides=f"{package}.testing") - declared_by(package, extras=False) == set()


def test_the_page_of_the_adapters_says_what_each_extra_is_for() -> None:
    project = tomllib.loads((ROOT / "adapters" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "adapters" / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `([^`]+)` \| \S", page, re.MULTILINE) == list(project["optional-dependencies"])


@cache
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(*FOLDERS, include_external_packages=True, cache_dir=None)


def imported_by(package: str, besides: str = "-") -> set[str]:
    """The distributions that the package's modules import; those below `besides` are not looked at."""
    graph, homes = imports(), packages_distributions()
    modules = {package} | graph.find_descendants(package)
    names = {
        imported.split(".")[0]
        for module in modules
        if not f"{module}.".startswith(f"{besides}.")
        for imported in graph.find_modules_directly_imported_by(module)
    }
    outside = names - {package} - set(sys.stdlib_module_names)
    declared = declared_by(package)
    return {name_of_distribution(name, homes, declared) for name in outside}


def name_of_distribution(imported: str, homes: Mapping[str, list[str]], declared: set[str]) -> str:
    """Several distributions may share a package, as those of OpenTelemetry do; then the declared one is meant."""
    candidates = [plain(imported if imported in FOLDERS else home) for home in homes.get(imported, [imported])]
    return next((name for name in candidates if name in declared), candidates[0])


def declared_by(package: str, *, extras: bool = True) -> set[str]:
    project: dict[str, Any] = tomllib.loads((ROOT / FOLDERS[package] / "pyproject.toml").read_text())["project"]
    wishes: list[str] = list(project["dependencies"])
    if extras:
        for extra in project.get("optional-dependencies", {}).values():
            wishes += extra
    return {plain(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in wishes} - {plain(project["name"])}


def plain(name: str) -> str:
    """The spelling that distributions are compared in: crm-core for crm_core."""
    return re.sub(r"[-_.]+", "-", name).lower()

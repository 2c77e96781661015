"""The import contracts of pyproject.toml hold for the code, and each of them notices when it does not."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"crm_core": "crm_core/src", "crm_operations": "crm_operations/src", "crm_adapters": "adapters/src"}

# What the seeded modules import, whether or not the code has come that far.
IMPORTED = [
    "crm_core.activities.seeded_too",
    "crm_core.pipelines.seeded_too",
    "crm_operations.lead_routing.seeded_too",
    "crm_operations.providers.seeded_too",
    "crm_adapters.wiring.seeded_too",
]


def test_the_code_keeps_every_contract() -> None:
    report = lint_imports(ROOT)

    assert report.returncode == 0, report.stdout + report.stderr
    assert " 0 broken" in report.stdout


@pytest.mark.parametrize(
    ("broken", "module", "source"),
    [
        pytest.param("packages", "crm_core.leads.seeded", "import crm_operations", id="core imports operations"),
        pytest.param(
            "packages", "crm_operations.process.seeded", "import crm_adapters", id="operations import adapters"
        ),
        pytest.param("core-rooms", "crm_core.utils", "", id="a stray module in core"),
        pytest.param(
            "core-rooms", "crm_core.leads.seeded", "import crm_core.activities", id="a core room imports another"
        ),
        pytest.param("core-rooms", "crm_core.money_seeded.one", "", id="a stray folder in core"),
        pytest.param(
            "core-pipelines", "crm_core.leads.seeded", "import crm_core.pipelines", id="leads import pipelines"
        ),
        pytest.param("core-outside", "crm_core.leads.seeded", "import sqlalchemy", id="core imports sqlalchemy"),
        pytest.param(
            "core-outside", "crm_core.leads.seeded", "from os import environ", id="core reads the environment"
        ),
        pytest.param("operations-rooms", "crm_operations.helpers", "", id="a stray module in operations"),
        pytest.param(
            "operations-rooms",
            "crm_operations.lead_conversion.seeded",
            "from crm_operations.lead_routing import seeded_too",
            id="a capability imports another",
        ),
        pytest.param(
            "operations-rooms",
            "crm_operations.process.seeded",
            "import crm_operations.providers",
            id="the process knows a provider",
        ),
        pytest.param(
            "operations-outside", "crm_operations.process.seeded", "import httpx", id="operations import httpx"
        ),
        pytest.param("adapters-rooms", "crm_adapters.misc", "", id="a stray module in adapters"),
        pytest.param(
            "adapters-rooms",
            "crm_adapters.storage.seeded",
            "from crm_adapters.wiring import seeded_too",
            id="storage knows the wiring",
        ),
        pytest.param(
            "one-wiring", "crm_adapters.cli.seeded", "import dependency_injector", id="a container in the CLI"
        ),
    ],
)
def test_a_seeded_violation_breaks_its_contract(tmp_path: Path, broken: str, module: str, source: str) -> None:
    tree = copy_of_the_code(tmp_path)
    seed(tree, module, source)
    for imported in IMPORTED:
        seed(tree, imported, "")

    report = lint_imports(tree)

    assert report.returncode != 0
    assert f"{contract_name(broken)} BROKEN" in report.stdout, report.stdout + report.stderr


def test_the_wiring_may_use_its_container(tmp_path: Path) -> None:
    tree = copy_of_the_code(tmp_path)
    seed(tree, "crm_adapters.wiring.seeded", "import dependency_injector.containers")

    assert f"{contract_name('one-wiring')} KEPT" in lint_imports(tree).stdout


def copy_of_the_code(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for source in PACKAGES.values():
        shutil.copytree(ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def seed(tree: Path, module: str, source: str) -> None:
    """Writes a module, and whatever packages above it are missing."""
    package, *rooms, name = module.split(".")
    folder = tree / PACKAGES[package] / package
    for room in rooms:
        folder /= room
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    (folder / f"{name}.py").write_text(f"{source}\n")


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    # The copy's sources come before the installed ones; wide columns keep a contract's name on one line.
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(tree / source) for source in PACKAGES.values()),
        "COLUMNS": "300",
    }
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def contract_name(contract: str) -> str:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return next(str(candidate["name"]) for candidate in contracts if candidate["id"] == contract)

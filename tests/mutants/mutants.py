"""Would a test notice? ``make mutants`` changes the rules a little, many times, and names the changes no test minds.

By default only rule modules that differ from the branch main are looked at; ``ARGS=--all`` takes every one that
pyproject.toml names. mutmut does the work, on a copy. What may live stands in survivors.toml, with the reason.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]
SOURCES = ("crm_core/src/crm_core", "crm_operations/src/crm_operations", "adapters/src/crm_adapters")
SETTINGS: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
LONGEST_COMPLAINT = 4_000
ALLOWED = Path(__file__).with_name("survivors.toml")


def main() -> None:
    wishes = argparse.ArgumentParser(prog="make mutants")
    wishes.add_argument("--all", action="store_true", help="every rule module, not only what changed")
    wishes.add_argument("--since", default="main", help="what changed since this commit or branch")
    wishes.add_argument("modules", nargs="*", help="these modules, such as crm_core.leads.scoring")
    wish = wishes.parse_args()
    named: Mapping[str, Any] = SETTINGS["crm-mutants"]
    modules = wish.modules or (named["modules"] if wish.all else _changed(wish.since, named["modules"]))
    if not modules:
        print(f"No rule module differs from {wish.since}; make mutants ARGS=--all looks at every one.")
        return
    with TemporaryDirectory(prefix="crm-mutants-") as folder:
        place = Path(folder)
        _copy(place, named["tests"], modules)
        is_whole = _mutate(place, modules, named["minutes"])
        lived = _survivors(place)
    sys.exit(_told(modules, lived, is_whole))


def _changed(since: str, modules: Sequence[str]) -> Sequence[str]:
    said = subprocess.run(
        ["git", "diff", "--name-only", "--merge-base", since], cwd=ROOT, capture_output=True, text=True, check=True
    )
    changed = {_module(path) for path in said.stdout.split() if path.endswith(".py")}
    return [module for module in modules if module in changed]


def _module(path: str) -> str:
    return re.sub(r"^.*/src/", "", path).removesuffix(".py").replace("/", ".")


def _copy(place: Path, tests: Sequence[str], modules: Sequence[str]) -> None:
    for source in SOURCES:
        shutil.copytree(ROOT / source, place / "src" / Path(source).name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests", place / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    files = [f"src/{module.replace('.', '/')}.py" for module in modules]
    pytest = SETTINGS["pytest"]["ini_options"]
    (place / "pyproject.toml").write_text(
        "\n".join(
            (
                "[tool.mutmut]",
                'source_paths = ["src"]',
                f"only_mutate = {files!r}",
                f"pytest_add_cli_args_test_selection = {list(tests)!r}",
                'pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist"]',
                "[tool.pytest.ini_options]",
                f"pythonpath = {pytest['pythonpath']!r}",
                f"addopts = {pytest['addopts']!r}",
                f"markers = {pytest['markers']!r}",
            )
        ),
        encoding="utf-8",
    )


def _mutate(place: Path, modules: Sequence[str], minutes: int) -> bool:
    """Whether it came to its end in time."""
    print(f"Changing {len(modules)} modules a little, many times; {minutes} minutes at most.", flush=True)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "2"]
    try:
        done = subprocess.run(
            command,
            cwd=place,
            timeout=60 * minutes,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode:
        sys.exit(f"{done.stdout[-LONGEST_COMPLAINT:]}\nmutants: mutmut could not do its work")
    return True


def _environment() -> Mapping[str, str]:
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


def _survivors(place: Path) -> Mapping[str, str]:
    """By function and change, since the numbers of mutants move with every edit."""
    told = _mutmut(place, "results")
    lived = re.findall(r"^\s*(\S+__mutmut_\d+): (?:survived|no tests)$", told, re.MULTILINE)
    return {name: _change(_mutmut(place, "show", name)) for name in lived}


def _mutmut(place: Path, *words: str) -> str:
    command = [sys.executable, "-m", "mutmut", *words]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, env=_environment(), check=True).stdout


def _change(shown: str) -> str:
    lines = [line for line in shown.splitlines() if re.match(r"[-+](?![-+])", line)]
    return "\n".join(line[0] + " " + line[1:].strip() for line in lines)


def _told(modules: Sequence[str], lived: Mapping[str, str], is_whole: bool) -> int:
    allowed = tomllib.loads(ALLOWED.read_text(encoding="utf-8")).get("survivor", [])
    reasons = {(each["function"], each["change"].strip()): each["reason"] for each in allowed}
    unknown = 0
    for name, change in sorted(lived.items()):
        function = name.partition("__mutmut_")[0]
        reason = reasons.get((function, change))
        unknown += reason is None
        print(f"\n{function}\n{change}\n{'lives, and no test minds' if reason is None else f'may live: {reason}'}")
    print(f"\n{len(lived)} survivors in {len(modules)} modules, {unknown} without a reason in {ALLOWED.name}.")
    if not is_whole:
        print("Time was up before every mutant had its turn.")
    return 1 if unknown else 0


if __name__ == "__main__":
    main()

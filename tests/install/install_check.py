"""What pip makes of the three packages: ``make install-check``.

Wheels are built, and installed with what the lock pins into environments of their own: once plain, once with every
extra. In the latter each extra is then tried alone, with everything outside its own requirements hidden.
"""

import os
import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
PACKAGES = ("crm_core", "crm_operations", "adapters")
LOCKS = ("build", "product")
BACKENDLESS = "http-ece"
"""Has no wheel, so one is built here, as the Makefile does it."""
LARGEST_PLAIN_MB = 95
"""Of what others wrote; our own code grows with what it can do."""
TRIED_ALONE = Path(__file__).with_name("lone_extra.py")


def main() -> None:
    with TemporaryDirectory(prefix="crm-install-") as folder:
        place = Path(folder)
        wheels, constraints = place / "wheels", place / "constraints.txt"
        pins = _pins()
        constraints.write_text("\n".join(pins), encoding="utf-8")
        _build(wheels, next(pin for pin in pins if pin.startswith(f"{BACKENDLESS}==")))

        plain = _environment(place / "plain", "crm-adapters", wheels, constraints)
        _try(plain, "plain", place, "bare")
        megabytes, others, count = _size(plain)
        _say(f"plain: {megabytes} MB in {count} distributions, {others} MB of it not ours")
        if others > LARGEST_PLAIN_MB:
            _stop(f"what a plain installation brings besides takes more than {LARGEST_PLAIN_MB} MB")

        everything = _environment(place / "all", "crm-adapters[all]", wheels, constraints)
        _try(everything, "all", place, "bare")
        megabytes, others, count = _size(everything)
        _say(f"all: {megabytes} MB in {count} distributions, {others} MB of it not ours")

        _install(everything, ["packaging"], wheels, constraints)  # by which the requirements of an extra are read
        for extra in ("plain", *_extras()):
            _try(everything, extra, place)
            _say(f"{extra} alone: well")


def _pins() -> Sequence[str]:
    text = "".join((ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8") for lock in LOCKS)
    return [line.removesuffix("\\").strip() for line in re.findall(r"^[a-z0-9].*==.*$", text, re.MULTILINE)]


def _build(wheels: Path, backendless: str) -> None:
    """By the backends of the lock, which stand in the environment that runs this."""
    ours = [f"./{package}" for package in PACKAGES]
    alone = ["--no-deps", "--no-build-isolation", "--use-pep517", "--wheel-dir", str(wheels)]
    _run([sys.executable, "-m", "pip", "wheel", "-qq", "--disable-pip-version-check", *alone, *ours, backendless])


def _environment(folder: Path, wish: str, wheels: Path, constraints: Path) -> Path:
    """With nothing in it but pip and what the wish brings."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _install(python, [wish], wheels, constraints)
    _run([str(python), "-m", "pip", "check", "-qq", "--disable-pip-version-check"])
    return python


def _install(python: Path, wishes: Sequence[str], wheels: Path, constraints: Path) -> None:
    found = ["--find-links", str(wheels), "--only-binary", ":all:", "--constraint", str(constraints)]
    _run([str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *found, *wishes])


def _try(python: Path, extra: str, place: Path, *how: str) -> None:
    """Somewhere empty, with no setting and no package of this checkout in sight."""
    (own := place / f"{extra}-{len(list(place.iterdir()))}").mkdir()
    _run([str(python), "-I", str(TRIED_ALONE), extra, str(own), *how], folder=own, environment=_bare())


def _bare() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("CRM_", "PYTHON"))}


def _size(python: Path) -> tuple[int, int, int]:
    """In megabytes all of it and what is not ours, and the distributions; without pip and setuptools."""
    ours = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(_run([str(python), "-c", ours]).strip())
    usual = re.compile(r"(pip|setuptools|pkg_resources|_distutils_hack)\b")
    known = [each for each in site.iterdir() if not usual.match(each.name)]
    count = sum(1 for each in known if each.suffix == ".dist-info")
    others = [each for each in known if not each.name.startswith("crm_")]
    return _megabytes(known), _megabytes(others), count


def _megabytes(places: Sequence[Path]) -> int:
    files = [file for each in places for file in (each, *each.rglob("*"))]
    return round(sum(file.stat().st_size for file in files if file.is_file()) / 1_000_000)


def _extras() -> Sequence[str]:
    project = tomllib.loads((ROOT / "adapters" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(project["optional-dependencies"])


def _run(command: Sequence[str], folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        _stop(f"{' '.join(command)}\n{done.stdout}")
    return done.stdout


def _say(line: str) -> None:
    print(line, flush=True)


def _stop(reason: str) -> None:
    sys.exit(f"install-check: {reason}")


if __name__ == "__main__":
    main()

"""Writes the package."""

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from crm_adapters.scaffold.promises import PROVIDABLE, promises_of
from crm_core.errors import Conflict, Invalid

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_EACH_PROVIDED: Mapping[str, str] = {
    "package/provider.py.jinja": "src/{module}/{provided}.py",
    "tests/test_provider.py.jinja": "tests/test_{provided}.py",
}
_ONCE: Mapping[str, str] = {
    "pyproject.toml.jinja": "pyproject.toml",
    "README.md.jinja": "README.md",
    "package/__init__.py.jinja": "src/{module}/__init__.py",
    "package/settings.py.jinja": "src/{module}/settings.py",
    "package/client.py.jinja": "src/{module}/client.py",
    "tests/conftest.py.jinja": "tests/conftest.py",
}


class FolderTaken(Conflict):
    @classmethod
    def because_it_is_there(cls, folder: Path) -> Self:
        return cls("{folder} is there already; name another, or move it away", {"folder": str(folder)})


class Scaffold(NamedTuple):
    folder: Path
    module: str
    files: tuple[Path, ...]


def new_adapter(name: str, provides: Sequence[str], parent: Path) -> Scaffold:
    """In a new folder of that name. Raises Invalid, FolderTaken."""
    _require_usable(name, provides)
    folder = parent / name
    if folder.exists():
        raise FolderTaken.because_it_is_there(folder)
    module = f"crm_{name.replace('-', '_')}"
    written = dict(_written(name, module, [each for each in PROVIDABLE if each in provides]))
    for file, text in written.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    return Scaffold(folder, module, tuple(folder / file for file in written))


def _require_usable(name: str, provides: Sequence[str]) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise Invalid.field("NAME", f"{name!r} cannot name a package", "use small letters, digits and dashes: acme-erp")
    if unknown := [each for each in provides if each not in PROVIDABLE]:
        raise Invalid.field("--provides", f"there is nothing called {unknown[0]!r}", f"name of {', '.join(PROVIDABLE)}")
    if not provides:
        raise Invalid.field("--provides", "it names nothing", f"name at least one of {', '.join(PROVIDABLE)}")
    if "orders" in provides and "quotations" not in provides:
        raise Invalid.field("--provides", "an order is made of a quotation of the same system", "name quotations too")


def _written(name: str, module: str, provides: Sequence[str]) -> Iterator[tuple[str, str]]:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # whoever asks for something else need not wait

    pages = Environment(
        loader=PackageLoader("crm_adapters.scaffold"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  Python and Markdown, of names that were checked
    )
    known: dict[str, Any] = {
        "name": name,
        "module": module,
        "prefix": "".join(part.capitalize() for part in name.split("-")),
        "variable": module.removeprefix("crm_").upper(),
        "provides": provides,
    }
    for template, path in _ONCE.items():
        yield path.format(module=module), pages.get_template(template).render(known)
    for provided in provides:
        facts = {**known, "provided": provided, "promises": promises_of(provided)}
        for template, path in _EACH_PROVIDED.items():
            yield path.format(module=module, provided=provided), pages.get_template(template).render(facts)

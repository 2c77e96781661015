"""Reads values for commands from files in TOML or JSON."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError

from crm_adapters.cli.shell.failures import explain_failure
from crm_core.commissions import AddCommissionPlan, CommissionPlan
from crm_core.errors import Invalid
from crm_core.pipelines import StageTemplate

V = TypeVar("V")

File = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="TOML, or the JSON that `--json` shows.")
]


def read_file(file: Path, example: str) -> Any:
    """TOML by its ending, JSON otherwise. Raises Invalid, which names the command that shows an example."""
    text = file.read_text(encoding="utf-8")
    try:
        return tomllib.loads(text) if file.suffix == ".toml" else TypeAdapter(Any).validate_json(text)
    except tomllib.TOMLDecodeError as cause:
        raise Invalid.field(str(file), f"it is not TOML: {cause}", f"see `{example}`") from cause
    except ValidationError as cause:
        raise Invalid.field(str(file), explain_failure(cause), f"see `{example}`") from cause


def value_of(file: Path, kind: TypeAdapter[V], read: Any, example: str) -> V:
    """The content as a value of that type. Raises Invalid, which names the place in the file, or that it is empty."""
    if not read:
        raise Invalid.field(str(file), "there is nothing in it", f"see `{example}`")
    try:
        return kind.validate_python(read)
    except ValidationError as cause:
        raise Invalid.field(str(file), explain_failure(cause), f"see `{example}`") from cause


_STAGES: TypeAdapter[tuple[StageTemplate, ...]] = TypeAdapter(tuple[StageTemplate, ...])


def stages_of_file(_: object, path: str) -> tuple[StageTemplate, ...]:
    """Raises Invalid, OSError."""
    file, example = Path(path), "crm pipeline stages --json"
    return value_of(file, _STAGES, listed(read_file(file, example), "stages"), example)


_PLAN: TypeAdapter[AddCommissionPlan] = TypeAdapter(AddCommissionPlan)


def commission_plan_of(file: Path) -> AddCommissionPlan:
    """What a file calls the kind of a plan is its scheme; what `--json` shows besides is left out. Raises Invalid."""
    example = "crm commission plan show NAME --json"
    read = read_file(file, example)
    if isinstance(read, dict):
        shown = CommissionPlan.model_fields.keys() - AddCommissionPlan.model_fields.keys()
        read = {"scheme" if name == "kind" else name: value for name, value in read.items() if name not in shown}
    return value_of(file, _PLAN, read, example)


def listed(read: Any, key: str) -> Any:
    """A list that may stand under its name, or by itself."""
    return read[key] if isinstance(read, dict) and key in read else read

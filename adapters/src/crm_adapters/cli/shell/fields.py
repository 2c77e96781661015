"""Options of a command out of the fields of the request it makes: the help is the field's description."""

import inspect
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, Union, get_args, get_origin

import typer
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from crm_adapters.cli.shell.options import (
    attributes_of,
    basis_points_of,
    lead_id_of,
    moment_of,
    money_of,
    pipeline_id_of,
    stage_named,
)
from crm_adapters.cli.shell.session import Session
from crm_core.money import Money
from crm_core.values import Changes

M = TypeVar("M", bound=BaseModel)

VALUE, CURRENCY = "value", "currency"
"""An amount is written as these two, whatever its field is called."""
CURRENCY_FIELD, MINOR = "currency_code", "_minor"
_CURRENCY_HELP = "ISO 4217 code of --value, such as USD or EUR."


class Written(NamedTuple):
    """How a field is written at the command line, where its name and type do not say so."""

    name: str
    metavar: str = "TEXT"
    read: Callable[[Session, str], Any] | None = None
    is_argument: bool = False
    """Stands without a name where it is required."""


WRITTEN: Mapping[str, Written] = {
    "activity_type": Written("type", "TYPE", is_argument=True),
    "assigned_to": Written("assigned-to", "USER"),
    "campaign_id": Written("campaign"),
    "contact_id": Written("contact", "ID"),
    "customer_id": Written("customer", "ID"),
    "due_date": Written("due", "WHEN"),
    "expected_close_date": Written("close-date", "DATE"),
    "lead_id": Written("lead", "LEAD", lead_id_of),
    "opportunity_name": Written("name"),
    "outcome": Written("outcome", "OUTCOME"),
    "override_reason": Written("override", "REASON"),
    "owner_id": Written("owner", "USER"),
    "party_id": Written("customer", "ID"),
    "pipeline_id": Written("pipeline", "NAME", pipeline_id_of),
    "probability_basis_points": Written("probability", "PERCENT", basis_points_of),
    "quotation_id": Written("quotation", "ID"),
    "reason": Written("reason"),
    "source": Written("source", "SOURCE"),
    "stage": Written("stage", "STAGE", stage_named),
    "user_id": Written("user", "USER", is_argument=True),
    "where": Written("where", "CEL"),
    "with_retired": Written("all"),
}


def written_as(field: str) -> str:
    """What errors call a field: its option, or its argument, where that has another name."""
    if field == CURRENCY_FIELD:
        return f"--{CURRENCY}"
    if field.endswith(MINOR):
        return f"--{VALUE}"
    written = WRITTEN.get(field)
    if written is None or written.name == field:
        return field
    return written.metavar if written.is_argument else f"--{written.name}"


class Fields(Generic[M]):
    """Of one request: the parameters a command takes for it, and how what is given becomes it."""

    def __init__(self, request: type[M], without: Collection[str] = ()) -> None:
        """``without`` are fields the command fills itself."""
        self.request = request
        self._fields = {name: info for name, info in request.model_fields.items() if name not in without}
        self._amount = next((name for name, info in self._fields.items() if _is_amount(name, info)), None)

    @property
    def parameters(self) -> Iterator[inspect.Parameter]:
        """Arguments first, as they are written."""
        return iter(sorted(self._parameters(), key=lambda each: each.default is not inspect.Parameter.empty))

    def build(self, session: Session, options: Mapping[str, Any], about: object = None, **known: Any) -> M:
        """Of what was given, and ``known`` besides; what is left out of an amount follows ``about``, else the tenant.

        Raises Invalid, ValidationError.
        """
        values: dict[str, Any] = {}
        for name, info in self._fields.items():
            if _is_there(options.get(name)):
                values[name] = self._read(session, name, info, options[name], about)
        values |= self._money(session, options, about)
        return self.request(**values, **known)

    def is_named(self, options: Mapping[str, Any]) -> bool:
        """Whether any option of it was given."""
        names = {*self._fields, *((VALUE, CURRENCY) if self._amount else ())}
        return any(_is_there(options.get(name)) for name in names)

    def _parameters(self) -> Iterator[inspect.Parameter]:
        for name, info in self._fields.items():
            if name == self._amount:
                yield _option(VALUE, str | None, None, metavar="AMOUNT", help=_help(info))
                if self._amount_is_free:
                    yield _option(CURRENCY, str | None, None, metavar="CODE", help=_CURRENCY_HELP)
            elif name != CURRENCY_FIELD or self._amount is None:
                yield self._parameter(name, info)

    @property
    def _amount_is_free(self) -> bool:
        """Not of an entity whose currency is settled."""
        return CURRENCY_FIELD in self._fields or _type_of(self._fields[self._amount or ""]) is Money

    def _parameter(self, name: str, info: FieldInfo) -> inspect.Parameter:
        written = WRITTEN.get(name, Written(name.replace("_", "-"), is_argument=True))
        kind, help_ = _type_of(info), _help(info)
        if kind is bool:
            return _option(name, bool, False, f"--{written.name}", metavar="", help=help_)
        details: dict[str, Any] = {"metavar": written.metavar, "help": help_}
        shown: Any = str
        if isinstance(kind, type) and issubclass(kind, Enum):
            shown = kind
            details |= {
                "metavar": written.name.upper(),
                "help": f"{help_.removesuffix('.')}: {', '.join(str(each.value) for each in kind)}.",
            }
        elif kind is int and written.read is None:
            shown = int
            details["metavar"] = "NUMBER"
        elif kind is date:
            details["metavar"] = "DATE"
        elif get_origin(kind) in _MAPPINGS:
            return _option(
                name, list[str] | None, None, f"--{written.name.removesuffix('s')}", metavar="NAME=VALUE", help=help_
            )
        elif get_origin(kind) in _SEVERAL:
            return _option(name, list[str] | None, None, f"--{written.name.removesuffix('s')}", **details)
        if info.is_required() and written.is_argument:
            details = {"metavar": written.metavar if name in WRITTEN else name.upper(), "help": help_}
            return _parameter(name, Annotated[shown, typer.Argument(**details)], inspect.Parameter.empty)
        if info.is_required():
            return _parameter(name, Annotated[shown, typer.Option(f"--{written.name}", **details)], ...)
        return _option(name, shown | None, info.get_default(), f"--{written.name}", **details)

    def _read(self, session: Session, name: str, info: FieldInfo, text: Any, about: object) -> Any:
        """An empty text empties a field that may be empty."""
        written, kind = WRITTEN.get(name), _type_of(info)
        if text == "" and issubclass(self.request, Changes):
            return None
        if get_origin(kind) in _MAPPINGS:
            known = getattr(about, name, {}) if issubclass(self.request, Changes) else {}
            return attributes_of(text, known)
        if written is not None and written.read is not None:
            return written.read(session, text)
        if kind in {datetime, AwareDatetime}:
            return moment_of(text, session.zone, option=f"--{written.name if written else name}")
        return text

    def _money(self, session: Session, options: Mapping[str, Any], about: object) -> dict[str, Any]:
        if self._amount is None:
            return {}
        value, currency = options.get(VALUE), options.get(CURRENCY)
        if value == "" and issubclass(self.request, Changes):
            return {self._amount: None}
        default = getattr(about, CURRENCY_FIELD, None) or session.own_settings.currency
        money = money_of(value, currency, default)
        if _type_of(self._fields[self._amount]) is Money:
            return {} if money is None else {self._amount: money}
        read: dict[str, Any] = {} if money is None else {self._amount: money.minor}
        if CURRENCY_FIELD not in self._fields:
            return read
        if money is not None or self._fields[CURRENCY_FIELD].is_required():
            read[CURRENCY_FIELD] = money.currency if money else default
        return read


_MAPPINGS = frozenset({Mapping, dict})
_SEVERAL = frozenset({frozenset, tuple, list})


def _type_of(info: FieldInfo) -> Any:
    """Without None and without what is said about it."""
    kind = info.annotation
    if get_origin(kind) in {Union, types.UnionType}:
        kind = next(each for each in get_args(kind) if each is not type(None))
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _help(info: FieldInfo) -> str:
    """What the field says of itself, or else its type."""
    parts = [each for part in get_args(info.annotation) for each in getattr(part, "__metadata__", ())]
    texts = [each.description for each in (info, *parts) if isinstance(each, FieldInfo) and each.description]
    return texts[0] if texts else ""


def _is_amount(name: str, info: FieldInfo) -> bool:
    return name.endswith(MINOR) or _type_of(info) is Money


def _is_there(option: object) -> bool:
    """Whether an option was named at all."""
    return option is not None and option is not False and option != []


def _option(name: str, kind: Any, default: Any, *names: str, **details: Any) -> inspect.Parameter:
    return _parameter(name, Annotated[kind, typer.Option(*(names or (f"--{name}",)), **details)], default)


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)

"""Options of a command out of the fields of the request it makes: the help is the field's description."""

import inspect
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

import typer
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from crm_adapters.cli.shell.files import stages_of_file
from crm_adapters.cli.shell.reading import (
    attributes_of,
    basis_points_of,
    lead_id_of,
    moment_of,
    money_of,
    pipeline_id_of,
    stage_named,
)
from crm_adapters.cli.shell.session import Session
from crm_adapters.cli.shell.wording import CURRENCY, CURRENCY_FIELD, MINOR, VALUE, WRITTEN, Written
from crm_core.money import Money
from crm_core.values import Changes

M = TypeVar("M", bound=BaseModel)

_CURRENCY_HELP = "ISO 4217 code of --value, such as USD or EUR."


READERS: Mapping[str, Callable[[Session, str], Any]] = {
    "lead_id": lead_id_of,
    "pipeline_id": pipeline_id_of,
    "probability_basis_points": basis_points_of,
    "stage": stage_named,
    "stages": stages_of_file,
}
"""Of fields whose texts take the application to be understood."""


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
        if kind is bool or get_origin(kind) is Literal:
            return _option(name, bool, False, f"--{written.name}", metavar="", help=help_)
        details: dict[str, Any] = {"metavar": written.metavar, "help": help_}
        shown: Any = str
        if isinstance(kind, type) and issubclass(kind, Enum):
            shown = kind
            details |= {
                "metavar": written.name.upper(),
                "help": f"{help_.removesuffix('.')}: {', '.join(str(each.value) for each in kind)}.",
            }
        elif kind is int and name not in READERS:
            shown = str if issubclass(self.request, Changes) else int  # an empty text empties it
            details["metavar"] = "NUMBER"
        elif kind is date:
            details["metavar"] = "DATE"
        elif get_origin(kind) in _MAPPINGS:
            return _option(
                name, list[str] | None, None, f"--{written.name.removesuffix('s')}", metavar="NAME=VALUE", help=help_
            )
        elif get_origin(kind) in _SEVERAL and name not in READERS:
            return _option(name, list[str] | None, None, f"--{written.name.removesuffix('s')}", **details)
        if info.is_required() and written.is_argument:
            details = {"metavar": written.metavar if name in WRITTEN else name.upper(), "help": help_}
            return _parameter(name, Annotated[shown, typer.Argument(**details)], inspect.Parameter.empty)
        if info.is_required():
            return _parameter(name, Annotated[shown, typer.Option(f"--{written.name}", **details)], ...)
        default = info.get_default() if name not in READERS else None
        return _option(name, shown | None, default, f"--{written.name}", **details)

    def _read(self, session: Session, name: str, info: FieldInfo, text: Any, about: object) -> Any:
        """An empty text empties a field that may be empty."""
        written, kind = WRITTEN.get(name), _type_of(info)
        if text == "" and issubclass(self.request, Changes):
            return None
        if get_origin(kind) in _MAPPINGS:
            known = getattr(about, name, {}) if issubclass(self.request, Changes) else {}
            return attributes_of(text, known)
        if name in READERS:
            return READERS[name](session, text)
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

"""Derives a command's options from the fields of its request; the help is the field's description."""

import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, Self, TypeVar, get_origin

import typer
from pydantic import AwareDatetime, BaseModel, ValidationError
from pydantic.fields import FieldInfo

from crm_adapters.amounts import read_currency
from crm_adapters.cli.shell.failures import explain_failure
from crm_adapters.cli.shell.readers import READERS
from crm_adapters.cli.shell.reading import attributes_of, moment_of, money_of
from crm_adapters.cli.shell.session import Session
from crm_adapters.cli.shell.wording import (
    CURRENCY,
    CURRENCY_FIELD,
    MINOR,
    is_as_of,
    is_choice,
    marks_of,
    metavar_of,
    option_of,
    stands_alone,
    type_of,
)
from crm_core.errors import Invalid
from crm_core.money import Money, OfIso4217
from crm_core.values import Changes

M = TypeVar("M", bound=BaseModel)


class OptionUnusable(Invalid):
    @classmethod
    def because_it_does_not_fit(cls, problem: str) -> Self:
        return cls("{problem}", {"problem": problem})


class Fields(Generic[M]):
    """The parameters of a command for one request, and the request from their values."""

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
        """The request from given values and ``known``; an amount without currency has ``about``'s, else the tenant's.

        Raises Invalid, OptionUnusable.
        """
        values: dict[str, Any] = {}
        for name, info in self._fields.items():
            if name != self._amount and _is_there(options.get(name)):
                values[name] = self._read(session, name, info, options[name], about)
        values |= self._money(session, options, about)
        try:
            return self.request(**values, **known)
        except ValidationError as error:
            raise OptionUnusable.because_it_does_not_fit(explain_failure(error, self.written_as)) from error

    def is_named(self, options: Mapping[str, Any]) -> bool:
        """Whether any option of it was given."""
        names = {*self._fields, *((CURRENCY,) if self._amount else ())}
        return any(_is_there(options.get(name)) for name in names)

    @property
    def emptied(self) -> Iterator[str]:
        """The options of an edit whose texts may be emptied."""
        if issubclass(self.request, Changes):
            kinds = {name: type_of(info) for name, info in self._fields.items() if name not in READERS}
            texts = (name for name, kind in kinds.items() if kind is str or get_origin(kind) is tuple)
            yield from (self.written_as(name) for name in texts if name not in self.request.required)

    def _parameters(self) -> Iterator[inspect.Parameter]:
        for name, info in self._fields.items():
            if name == self._amount:
                yield self._amount_parameter(name, info)
                if self._amount_is_free:
                    help_ = f"ISO 4217 code of {self.written_as(name)}, such as USD or EUR."
                    yield _option(CURRENCY, str | None, None, metavar="CODE", help=help_)
            elif name != CURRENCY_FIELD or self._amount is None:
                yield self._parameter(name, info)

    def _amount_parameter(self, name: str, info: FieldInfo) -> inspect.Parameter:
        if stands_alone(name, info):
            return _parameter(name, Annotated[str, typer.Argument(metavar="AMOUNT", help=_help(info))], _NO_DEFAULT)
        return _option(name, str | None, None, self.written_as(name), metavar="AMOUNT", help=_help(info))

    @property
    def _amount_is_free(self) -> bool:
        """Whether the amount may be in any currency: not for an entity that has one."""
        return CURRENCY_FIELD in self._fields or type_of(self._fields[self._amount or ""]) is Money

    def _parameter(self, name: str, info: FieldInfo) -> inspect.Parameter:
        option, kind, help_ = self.written_as(name), type_of(info), _help(info)
        if is_as_of(info):
            return _option(name, bool, False, option, metavar="", help=help_)
        metavar = READERS[name].metavar if name in READERS else metavar_of(name, info)
        if kind is bool or get_origin(kind) is Literal:
            return _option(name, bool, False, option, metavar="", help=help_)
        if name not in READERS and get_origin(kind) in _SEVERAL:
            metavar = "NAME=VALUE" if get_origin(kind) in _MAPPINGS else metavar
            return _option(name, list[str] | None, None, option, metavar=metavar, help=help_)
        shown: Any = str
        if is_choice(kind):
            shown = kind
            help_ = f"{help_.removesuffix('.')}: {', '.join(str(each.value) for each in kind)}."
        elif kind is int and name not in READERS and not issubclass(self.request, Changes):
            shown = int  # of an edit it is a text, since an empty one empties it
        if stands_alone(name, info):
            argument = typer.Argument(metavar=option, help=help_)
            return _parameter(name, Annotated[shown, argument], _NO_DEFAULT)
        if info.is_required():
            return _option(name, shown, ..., option, metavar=metavar, help=help_)
        default = info.get_default() if name not in READERS else None
        return _option(name, shown | None, default, option, metavar=metavar, help=help_)

    def written_as(self, name: str) -> str:
        """What errors call a field of it: its option, or its argument."""
        if name == CURRENCY_FIELD:
            return f"--{CURRENCY}"
        if (info := self._fields.get(name)) is None:
            return name
        if stands_alone(name, info):
            metavar = metavar_of(name, info)
            return option_of(name).upper() if metavar in {"TEXT", "NUMBER"} else metavar
        is_repeated = name not in READERS and get_origin(type_of(info)) in _SEVERAL
        if is_as_of(info):
            return f"--{option_of(name.removesuffix('_at'))}"
        return f"--{option_of(name).removesuffix('s') if is_repeated else option_of(name)}"

    def _read(self, session: Session, name: str, info: FieldInfo, text: Any, about: object) -> Any:
        """An empty text empties a field that may be empty."""
        kind = type_of(info)
        if is_as_of(info):
            return session.crm.clock.now()
        if text in ("", [""]) and issubclass(self.request, Changes):
            return () if text == [""] and name in self.request.required else None
        if get_origin(kind) in _MAPPINGS:
            known = getattr(about, name, {}) if issubclass(self.request, Changes) else {}
            return attributes_of(text, known, self.written_as(name))
        if name in READERS:
            return READERS[name].read(session, text)
        if kind in {datetime, AwareDatetime}:
            return moment_of(text, session.zone, option=self.written_as(name))
        return read_currency(text, field=self.written_as(name)) if OfIso4217 in marks_of(info) else text

    def _money(self, session: Session, options: Mapping[str, Any], about: object) -> dict[str, Any]:
        if self._amount is None:
            return {}
        value, currency = options.get(self._amount), options.get(CURRENCY)
        if value == "" and issubclass(self.request, Changes):
            return {self._amount: None}
        default = getattr(about, CURRENCY_FIELD, None) or session.own_settings.currency
        money = money_of(value, currency, default, self.written_as(self._amount))
        if type_of(self._fields[self._amount]) is Money:
            return {} if money is None else {self._amount: money}
        read: dict[str, Any] = {} if money is None else {self._amount: money.minor}
        if CURRENCY_FIELD not in self._fields:
            return read
        if money is not None or self._fields[CURRENCY_FIELD].is_required():
            read[CURRENCY_FIELD] = money.currency if money else default
        return read


_NO_DEFAULT = inspect.Parameter.empty
_MAPPINGS = frozenset({Mapping, dict})
_SEVERAL = _MAPPINGS | {frozenset, tuple, list, Sequence}


def _help(info: FieldInfo) -> str:
    """The field's description, else its type."""
    texts = (each.description for each in (info, *marks_of(info)) if isinstance(each, FieldInfo) and each.description)
    return next(texts, "")


def _is_amount(name: str, info: FieldInfo) -> bool:
    return name.endswith(MINOR) or type_of(info) is Money


def _is_there(option: object) -> bool:
    """Whether an option was named at all."""
    return option is not None and option is not False and option != []


def _option(name: str, kind: Any, default: Any, *names: str, **details: Any) -> inspect.Parameter:
    return _parameter(name, Annotated[kind, typer.Option(*(names or (f"--{name}",)), **details)], default)


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)

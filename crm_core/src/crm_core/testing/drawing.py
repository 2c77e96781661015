"""Generates values of any annotation: ordinary ones, known ones, and ones that a hostile caller would send."""

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel, JsonValue, NaiveDatetime, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from crm_core.errors import CrmError
from crm_core.testing.builders import START
from crm_core.vocabulary import APerson, AUser, OurId

_ATTEMPTS = 24
_ADAPTERS: dict[str, TypeAdapter[Any]] = {}

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

HOSTILE_TEXTS: Sequence[str] = (
    "",
    " ",
    "\t\n",
    "\0",
    "a\0b",
    "\ud800",
    "x\udfff",
    "\u202egnp.exe",
    "a\u2066b",
    "line\nbreak",
    "line\r\nbreak: x",
    "line\u2028separator",
    "\x1b[31mred\x1b[0m",
    "x" * 256,
    "é" * 5_000,
    "x" * 70_000,
    "L#zz",
    "a:b",
    "../../etc/passwd",
    "%00%3A",
    "' OR '1'='1",
    "{lead}",
    "{0.__class__}",
    "[bold]x[/bold]",
    "=1+1",
    "null",
    "NaN",
    "-1",
    "9" * 400,
    "🦊",
    "e\u0301",
    "ß",
    "İ",
    "\u200b",
    "\u200dजी",
    "\u05d0\u200f",
)
ORDINARY_TEXTS: Sequence[str] = ("Ada Lovelace", "Analytical Engines", "no budget", "in two\nlines", "Zoë", "x")
PLAIN_WORDS: Sequence[str] = (
    "ada",
    "EUR",
    "ada@example.com",
    "2026-03-01",
    "09:00",
    "UTC",
    "2026-Q1",
    "https://example.com/",
)
"""One of these fits most patterns."""
FITTING: Mapping[str, Sequence[Any]] = {
    "ExitCriterion.condition": ("opportunity.days_in_stage >= 1", 'opportunity.priority != "high"'),
    "ScoringRule.condition": ('lead.source == "website"', 'lead.priority == "high"', "activity.total > 0"),
    "ScoringRule.factor": ("size", "title"),
    "ScoringWeight.factor": ("*", "size"),
    **{
        f"{of}.period": ("2026", "2026-Q1", "2026-11", "2026-P11", "2025-Q4")
        for of in (
            "Quota",
            "CoachingCase",
            "CoachingOpened",
            "PaceFacts",
            "AssignQuota",
            "QuotaFilter",
            "PerformanceQuery",
            "PeriodQuery",
        )
    },
    **{
        f"{of}.custom": ({},)
        for of in (
            "CreateLead",
            "UpdateLead",
            "Lead",
            "CreateOpportunity",
            "UpdateOpportunity",
            "Opportunity",
            "LogActivity",
            "Activity",
            "AddProduct",
            "EditProduct",
            "Product",
        )
    },
    "LogActivity.strategy": ("unison", "majority", "first", "quorum:2"),
    "ChangeAssignees.strategy": ("unison", "majority", "first", "quorum:2"),
    "ForecastSubmission.period": ("2026-Q1", "2026", "2026-11", "2026-P11"),
    "SubmitForecast.period": ("2026-Q1", "2099-Q4", "2098", "2098-11", "2098-P11"),
    "ForecastQuery.period": ("2026-Q1", "2099-Q4", "2098", "2026-P11"),
    "WaterfallQuery.period": ("2026-Q1", "2099-Q4", "2098", "2026-P11"),
    **{
        f"{calendar}.{field}": lines
        for calendar in ("AddCalendar", "EditCalendar", "WorkingCalendar")
        for field, lines in {
            "week": ("mon-fri 09:00-12:00 13:00-18:00", "sat,sun 22:00-06:00"),
            "days": ("2026-12-24 09:00-12:00", "2026-12-27/2026-12-31 closed", "12-24 closed"),
            "holidays": ("2026-12-25 Christmas Day",),
            "country": ("DE", "US"),
            "timezone": ("UTC", "Europe/Berlin"),
        }.items()
    },
}
"""By class and field, where what holds the class relates its fields and annotations cannot say how."""
KNOWN_AS = ((AUser, "user_id"), (APerson, "user_id"), (OurId, "id"))
"""By what marks its type, as what a field is known whose own name is not."""
HOSTILE_INTEGERS: Sequence[int] = (-1, 0, -(2**31), 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**15, 10**15 + 1, 10**30)
ORDINARY_INTEGERS: Sequence[int] = (0, 1, 2, 3, 7, 10, 50, 100, 5_000)
HOSTILE_FLOATS: Sequence[float] = (float("nan"), float("inf"), float("-inf"), -1.0, 1e308, -0.0, 5e-324)
ORDINARY_FLOATS: Sequence[float] = (0.0, 0.25, 0.5, 1.0, 10.0)
HOSTILE_DAYS: Sequence[date] = (
    date.min,
    date.max,
    date(226, 6, 30),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(2200, 12, 31),
)


class Random(Protocol):
    """As ``random.Random``; Hypothesis has one that shrinks (``randoms``)."""

    def random(self) -> float: ...
    def randrange(self, stop: int, /) -> int: ...


class CannotDraw(AssertionError):
    """The generator has no value for an annotation; give it known ones by the field's name."""


class Drawing:
    """Draws by annotation. A field whose name is known is mostly given one of the values known by it.

    ``ScoringRule.condition`` in ``known`` is for the field of that class alone, ``condition`` for every other;
    ``user_id`` also for a person of any other name, ``id`` for an id of ours of any other.
    A request that its own rules refuse is drawn again, less hostile and with fewer optional fields each time: what
    comes out is what a caller could have built. A bare argument of a method comes as it was drawn, fit or not.
    """

    def __init__(self, random: Random, known: Mapping[str, Sequence[Any]], *, hostility: float = 0.15) -> None:
        self._random = random
        self._known = {**FITTING, **known}
        self._hostility = hostility
        self.refused: list[ValidationError | CrmError] = []
        """What models said of what was drawn for them."""

    def argument(self, annotation: Any, name: str) -> Any:
        """A value for a plain argument of a method, sometimes of the right type and beyond its bounds."""
        return self._draw(annotation, name, self._hostility)

    def model(self, model: type[M]) -> M:
        """An instance that the model itself accepts. Raises CannotDraw."""
        hostility = self._hostility
        for attempt in range(_ATTEMPTS):
            try:
                return model.model_validate(self._fields(model, hostility, 0.4 * (1 - attempt / _ATTEMPTS)))
            except (ValidationError, CrmError) as refusal:
                self.refused.append(refusal)
                hostility = hostility / 2 if hostility > 0.01 else 0
        raise CannotDraw(f"{model.__name__}, as what is drawn for its fields is refused: {self.refused[-1]}")

    def _fields(self, model: type[BaseModel], hostility: float, optional: float) -> Mapping[str, Any]:
        """``optional`` is the share of optional fields that get a value."""
        arguments = {}
        for name, field in model.model_fields.items():
            if field.is_required() or self._chance(optional):
                annotation = annotation_of(field)
                own = f"{model.__name__}.{name}"
                try:
                    arguments[name] = self._draw(annotation, own if own in self._known else name, hostility)
                except CannotDraw as problem:
                    raise CannotDraw(f"{own}, which is {annotation}: {problem}") from None
        return arguments

    def _draw(self, annotation: Any, name: str, hostility: float) -> Any:  # noqa: PLR0911  one line a shape
        origin, parts = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._bounded(annotation, name, hostility)
        if name.endswith(".custom") and not self._chance(hostility):
            return {}  # no tenant has a field of a name that is drawn
        if annotation is None or annotation is types.NoneType:
            return None
        if origin in {Union, types.UnionType}:
            return self._one_of(parts, name, hostility)
        if origin is Literal:
            return self._choice(parts)
        if annotation is JsonValue or annotation is Any or annotation is object:
            return self._json(hostility, depth=0)
        if origin is Callable or origin is types.FunctionType or annotation is Callable:
            return _answering(parts[-1] if parts else None)
        if origin in {tuple, list, set, frozenset} or (isinstance(origin, type) and issubclass(origin, Iterable)):
            return self._collection(origin, parts, name, hostility)
        if isinstance(annotation, type):
            return self._scalar(annotation, name, hostility)
        if origin is not None and getattr(origin, "__name__", "") == "Callable":
            return _answering(parts[-1] if parts else None)
        raise CannotDraw(f"nothing is drawn for {annotation}; give values for {name!r}")

    def _bounded(self, annotation: Any, name: str, hostility: float) -> Any:
        """Hostile as often as anything else; otherwise something within the bounds, if there is anything we know."""
        kind, *marks = get_args(annotation)
        if not self._known.get(name):
            name = next((known for mark, known in KNOWN_AS if mark in marks), name)
        drawn = self._draw(kind, name, hostility)
        if not isinstance(drawn, str) or drawn in HOSTILE_TEXTS or fits(annotation, drawn):
            return drawn
        fitting = [each for each in (*self._known.get(name, ()), *PLAIN_WORDS) if fits(annotation, each)]
        return self._choice(fitting) if fitting else drawn

    def _one_of(self, parts: Sequence[Any], name: str, hostility: float) -> Any:
        choices = [part for part in parts if part is not types.NoneType]
        if len(choices) < len(parts) and self._chance(0.3):
            return None
        return self._draw(self._choice(choices), name, hostility)

    def _collection(self, origin: Any, parts: Sequence[Any], name: str, hostility: float) -> Any:
        if issubclass(origin, Mapping):
            keys, values = parts
            return {
                self._draw(keys, f"{name}.key", hostility): self._draw(values, f"{name}.value", hostility)
                for _ in range(self._random.randrange(4))
            }
        if origin is tuple and parts and parts[-1] is not Ellipsis:
            return tuple(self._draw(part, name, hostility) for part in parts)
        drawn = [self._draw(parts[0], name, hostility) for _ in range(self._random.randrange(4))]
        return origin(drawn) if origin in {tuple, set, frozenset} else drawn

    def _scalar(self, kind: type[Any], name: str, hostility: float) -> Any:  # noqa: PLR0911  one line a type
        if issubclass(kind, BaseModel | tuple):
            return self.model(kind) if issubclass(kind, BaseModel) else self._named_tuple(kind, hostility)
        if issubclass(kind, Enum):
            return self._choice(list(kind))
        if kind is bool:
            return self._chance(0.5)
        if name in self._known and self._known[name] and not self._chance(hostility):
            return self._choice(self._known[name])
        hostile = self._chance(hostility)
        if kind is str:
            return self._choice(HOSTILE_TEXTS if hostile else ORDINARY_TEXTS)
        if kind is int:
            return self._choice(HOSTILE_INTEGERS if hostile else ORDINARY_INTEGERS)
        if kind is float:
            return self._choice(HOSTILE_FLOATS if hostile else ORDINARY_FLOATS)
        if kind is Decimal:
            return Decimal(repr(self._choice(HOSTILE_FLOATS if hostile else ORDINARY_FLOATS)))
        if kind is datetime or kind in {AwareDatetime, NaiveDatetime}:
            return self._moment(hostile=hostile)
        if kind is date:
            return self._choice(HOSTILE_DAYS) if hostile else START.date() + timedelta(days=self._random.randrange(90))
        if kind is time:
            return time(self._random.randrange(24), self._choice((0, 30)))
        if kind is timedelta:
            return timedelta(days=self._choice((-1, 10**8)) if hostile else self._random.randrange(30))
        raise CannotDraw(f"nothing is drawn for {kind}; give values for {name!r}")

    def _named_tuple(self, kind: type[Any], hostility: float) -> Any:
        return kind(**{name: self._draw(hint, name, hostility) for name, hint in get_type_hints(kind).items()})

    def _moment(self, *, hostile: bool) -> datetime:
        if hostile:
            day = self._choice(HOSTILE_DAYS)
            return datetime(day.year, day.month, day.day, tzinfo=self._choice((UTC, None)))
        return START + timedelta(hours=self._random.randrange(2_000))

    def _json(self, hostility: float, depth: int) -> Any:
        if self._chance(hostility) and depth == 0:
            return self._choice((_nested(200), {"a": float("nan")}, ["x" * 200_000], {"\0": "\0"}, 10**400))
        if depth < 2 and self._chance(0.4):
            return {f"key{index}": self._json(hostility, depth + 1) for index in range(self._random.randrange(3))}
        return self._choice((None, True, 1, 0.5, "text", *HOSTILE_TEXTS[-6:]))

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _choice(self, among: Sequence[T]) -> T:
        return among[self._random.randrange(len(among))]


def annotation_of(field: FieldInfo) -> Any:
    """As it was written, with what is noted at it."""
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def fits(annotation: Any, value: object) -> bool:
    """Whether the type accepts it."""
    adapter = _ADAPTERS.get(shape := repr(annotation))
    if adapter is None:
        adapter = _ADAPTERS[shape] = TypeAdapter(annotation)
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


def _answering(result: Any) -> Callable[..., Any]:
    """A function that answers nothing of the kind: no rows, no count, else None."""
    origin = get_origin(result)
    if isinstance(origin, type) and issubclass(origin, Iterable):
        return lambda *_: iter(())
    return lambda *_: 0 if result is int else None

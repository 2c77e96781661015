"""Errors, by the kind of answer they call for.

CrmError
├── NotFound      the id names nothing this tenant owns
├── Conflict      somebody else was faster, or the same key asks for something else
├── Refused       well formed, but the rules say no
├── Forbidden     this actor may not
├── Invalid       the input is not usable; the text names the field and the remedy
└── Unavailable   a partner or the database did not answer; asking again may help

Each package defines its own subclasses of these, with factories that read as reasons.
The command line and HTTP map ``kind`` once. Facts travel in ``args``, so every error survives pickling.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import ClassVar, Self


class Kind(StrEnum):
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    REFUSED = "refused"
    FORBIDDEN = "forbidden"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"


class CrmError(Exception):
    """The base of all errors: a message template and the facts that fill it."""

    kind: ClassVar[Kind] = Kind.REFUSED

    def __init__(self, template: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(template, dict(facts or {}))

    @property
    def facts(self) -> Mapping[str, object]:
        """The values that fill the message."""
        facts: Mapping[str, object] = self.args[1]
        return facts

    def __str__(self) -> str:
        template: str = self.args[0]
        return template.format_map(self.facts)

    def to_dict(self) -> dict[str, object]:
        """The error as data: kind, class name, message, facts."""
        return {"kind": str(self.kind), "error": type(self).__name__, "message": str(self), "facts": dict(self.facts)}


def _read(kind: str) -> str:
    """A kind of entity in words: ``trade_fair`` as trade fair."""
    return str(kind).replace("_", " ")


class NotFound(CrmError):
    kind = Kind.NOT_FOUND

    @classmethod
    def because_unknown(cls, what: str, entity_id: str) -> Self:
        """The same for another tenant's id, so that the error does not reveal which ids exist."""
        return cls("no {what} with id {id}", {"what": _read(what), "id": entity_id})

    @classmethod
    def because_it_became(cls, what: str, name: str, became: str, batch_id: str | None) -> Self:
        """It was there once; ``name`` is its number, or its id."""
        if batch_id is None:
            return cls("{what} {name} was {became}", {"what": _read(what), "name": name, "became": became})
        return cls(
            "{what} {name} was {became} with batch {batch}",
            {"what": _read(what), "name": name, "became": became, "batch": batch_id},
        )


class Conflict(CrmError):
    kind = Kind.CONFLICT


class KeyTaken(Conflict):
    """Another entity has that unique key, possibly of a transaction under way; reading again shows it."""

    @classmethod
    def because_taken(cls, what: str, key: str, value: str) -> Self:
        """``key`` is the field or fields that are unique in a tenant, ``value`` their values."""
        return cls(
            "another {what} has the {key} {value!r}; load that one",
            {"what": _read(what), "key": key, "value": value},
        )


class ChangedMeanwhile(Conflict):
    """A lost race: the entity changed since it was loaded; loading it again and repeating helps."""

    @classmethod
    def because_version_moved_on(cls, what: str, entity_id: str, version: int) -> Self:
        return cls(
            "{what} {id} was changed by someone else since version {version}; load it again and repeat",
            {"what": _read(what), "id": entity_id, "version": version},
        )

    @classmethod
    def because_it_is_no_longer_so(cls, what: str, entity_id: str) -> Self:
        return cls(
            "{what} {id} was changed by someone else meanwhile; load it again and repeat",
            {"what": _read(what), "id": entity_id},
        )


class Refused(CrmError):
    kind = Kind.REFUSED


class InvalidTransition(Refused):
    """The entity's status does not lead to the requested one."""

    @classmethod
    def because_not_in_the_graph(cls, kind: str, name: str, status: str, target: str, ways: Iterable[str]) -> Self:
        """``ways`` are the statuses it may enter."""
        return cls(
            f"{_read(kind)} {{{kind}}} is {{status}} and cannot become {{target}}; from here it can become: {{ways}}",
            {str(kind): name, "status": str(status), "target": str(target), "ways": ", ".join(ways) or "nothing"},
        )


class Forbidden(CrmError):
    kind = Kind.FORBIDDEN

    @classmethod
    def because_of_another_tenant(cls, what: str, entity_id: str) -> Self:
        return cls("{what} {id} belongs to another tenant", {"what": _read(what), "id": entity_id})


class Invalid(CrmError):
    kind = Kind.INVALID

    @classmethod
    def field(cls, field: str, problem: str, remedy: str) -> Self:
        return cls("{field}: {problem}; {remedy}", {"field": field, "problem": problem, "remedy": remedy})


class Unavailable(CrmError):
    kind = Kind.UNAVAILABLE

    @property
    def retry_after_seconds(self) -> float | None:
        """Seconds to wait before the next try, if the system that did not answer named them."""
        seconds = self.facts.get("retry_after_seconds")
        return float(seconds) if isinstance(seconds, int | float) else None

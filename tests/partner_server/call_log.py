"""Who asked the partner systems for which effect, how often, and how often it happened."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, MetaData, Table, insert, select

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, Moment, key, tenant_column, text
from crm_core.clock import Clock
from crm_core.errors import CrmError

ANSWERED = "answered"
_LOOKING = ("find_", "get_", "is_", "exists")
"""How the methods begin that change nothing."""

_calls = Table(
    "partner_calls",
    MetaData(),
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("method", key(100), nullable=False),
    Column("key", key(400)),
    Column("at", Moment, nullable=False),
    Column("outcome", key(100), nullable=False),
    Column("effect", text(), nullable=False),
)


class Call(NamedTuple):
    """``outcome`` is ``answered`` or the name of the error; ``effect`` names what the call was about or made."""

    method: str
    key: str | None
    at: datetime
    outcome: str
    effect: str


class CallLog:
    """Kept in the partners' own database: an effect and the note of it are one commit, so both survive a kill.

    Calls that only look are not noted. A method goes by its full name, such as ``customers.create_from_lead``.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        _calls.create(database.engine, checkfirst=True)

    def asked(self, tenant_id: str, method: str, key: str | None = None) -> int:
        """How often it was asked for, with that key or any; lost and refused calls count."""
        return len(self._of(tenant_id, method, key))

    def happened(self, tenant_id: str, method: str, key: str | None = None) -> int:
        """How many different effects the answered calls had: one, when all of them made the same customer."""
        return len({call.effect for call in self._of(tenant_id, method, key) if call.outcome == ANSWERED})

    def calls(self, tenant_id: str) -> Sequence[Call]:
        """Oldest first."""
        columns = [_calls.c[field] for field in Call._fields]
        query = select(*columns).where(_calls.c.tenant_id == tenant_id).order_by(_calls.c.at, _calls.c.id)
        with self._database.reading(tenant_id) as connection:
            return [Call(*row) for row in connection.execute(query)]

    def logged(self, method: str, arguments: Sequence[Any], key: str | None, action: Callable[[], Any]) -> Any:
        """Does it, and notes that it was asked for and what came of it; a refusal is noted and raised again."""
        tenant_id = arguments[0]
        is_effect = not method.partition(".")[2].startswith(_LOOKING)
        about = "/".join(map(str, arguments[1:]))
        try:
            with self._database.local_transaction(tenant_id) if is_effect else nullcontext():
                answer = action()
                if is_effect:
                    self._note(tenant_id, method, key, ANSWERED, getattr(answer, "id", about))
        except CrmError as error:
            if is_effect:
                self._note(tenant_id, method, key, type(error).__name__, about)
            raise
        return answer

    def _note(self, tenant_id: str, method: str, key: str | None, outcome: str, effect: str) -> None:
        row = {"tenant_id": tenant_id, "id": new_id(), "at": self._clock.now(), "effect": effect}
        with self._database.writing(tenant_id) as connection:
            connection.execute(insert(_calls), row | {"method": method, "key": key, "outcome": outcome})

    def _of(self, tenant_id: str, method: str, key: str | None) -> list[Call]:
        return [call for call in self.calls(tenant_id) if call.method == method and key in {None, call.key}]

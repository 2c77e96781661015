"""Customer journeys and their steps; a step is written once and at most left once."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, bindparam, delete, func, insert, select

from crm_adapters.storage import tables
from crm_adapters.storage.entity_store import EntityStore
from crm_adapters.storage.kept_wrongly import known
from crm_adapters.storage.ledger import Row
from crm_core.identity import EntityKind
from crm_core.journeys import CustomerJourney, JourneyNotFound, JourneyStep, JourneyStepType

_journeys, _steps = tables.journeys, tables.journey_steps

# Asked for each event that is told, so they are built once.
_BY_LEAD, _BY_PARTY = (
    (_journeys.c.tenant_id == bindparam("tenant"), _journeys.c.journey_name == bindparam("name"), whose)
    for whose in (_journeys.c.lead_id == bindparam("traveller"), _journeys.c.traveller == bindparam("traveller"))
)
_IS_OPEN = (_journeys.c.completed_at.is_(None), _journeys.c.abandoned_at.is_(None))
_OPEN_OF_LEAD, _OPEN_OF_PARTY = (
    select(_journeys).where(*of, *_IS_OPEN).order_by(_journeys.c.run.desc()) for of in (_BY_LEAD, _BY_PARTY)
)
_LAST_OF_LEAD, _LAST_OF_PARTY = (select(func.max(_journeys.c.run)).where(*of) for of in (_BY_LEAD, _BY_PARTY))
_STEPS = (
    select(*[column for column in _steps.c if column.name not in {"tenant_id", "journey_id"}])
    .where(_steps.c.tenant_id == bindparam("tenant"), _steps.c.journey_id == bindparam("journey"))
    .order_by(_steps.c.step_order)
)

_STEPS_OF_MANY = (
    select(*[column for column in _steps.c if column.name != "tenant_id"])
    .where(
        _steps.c.tenant_id == bindparam("tenant"),
        _steps.c.journey_id >= bindparam("first"),
        _steps.c.journey_id <= bindparam("last"),
    )
    .order_by(_steps.c.journey_id, _steps.c.step_order)
)


class SqlJourneys(EntityStore[CustomerJourney]):
    table = tables.journeys
    kind = EntityKind.JOURNEY

    def find_open(
        self, party_id: str | None, journey_name: str, *, lead_id: str | None = None
    ) -> CustomerJourney | None:
        query = _OPEN_OF_LEAD if party_id is None else _OPEN_OF_PARTY
        keys = self._traveller(party_id, journey_name, lead_id)
        row = self._ledger.connection.execute(query, keys).mappings().first()
        return None if row is None else self._taken_in(row)

    def last_run(self, party_id: str | None, journey_name: str, *, lead_id: str | None = None) -> int:
        query = _LAST_OF_LEAD if party_id is None else _LAST_OF_PARTY
        keys = self._traveller(party_id, journey_name, lead_id)
        return self._ledger.connection.execute(query, keys).scalar_one() or 0

    def _traveller(self, party_id: str | None, journey_name: str, lead_id: str | None) -> Row:
        traveller = lead_id if party_id is None else _party(party_id)
        return {"tenant": self._ledger.tenant_id, "name": journey_name, "traveller": traveller}

    def _page_rows(self, after_id: str | None, limit: int, ids: Sequence[str] | None) -> Sequence[Row]:
        journeys = super()._page_rows(after_id, limit, ids)
        if not journeys:
            return []
        keys = {"tenant": self._ledger.tenant_id, "first": journeys[0]["id"], "last": journeys[-1]["id"]}
        steps: dict[str, list[RowMapping]] = {}
        for row in self._ledger.connection.execute(_STEPS_OF_MANY, keys).mappings():
            steps.setdefault(row["journey_id"], []).append(row)
        return [{**row, "steps": steps.get(row["id"], [])} for row in journeys]

    def _row_of(self, journey: CustomerJourney) -> Row:
        row = dict(journey.__dict__)
        row["current_step"] = len(row.pop("steps"))
        # A NULL equals no other, so a key over party_id alone would let a lead begin a run twice.
        row["traveller"] = f"lead:{journey.lead_id}" if journey.party_id is None else _party(journey.party_id)
        return row

    def _entity_of(self, row: RowMapping | Row) -> CustomerJourney:
        values = dict(row)
        del values["history_hash"], values["current_step"], values["traveller"]
        read = values.pop("steps", None)
        steps = self._steps_of(values["id"]) if read is None else tuple(_step(row) for row in read)
        return CustomerJourney.model_construct(**values, steps=steps)

    def _after_write(self, journey: CustomerJourney, before: CustomerJourney | None) -> None:
        """A touch told late shifts those after it, so the steps from the first difference on are written anew."""
        known: Sequence[JourneyStep] = before.steps if before else ()
        same = 0
        while same < min(len(known), len(journey.steps)) and known[same] == journey.steps[same]:
            same += 1
        mine = (_steps.c.tenant_id == self._ledger.tenant_id, _steps.c.journey_id == journey.id)
        if same < len(known):
            self._ledger.connection.execute(delete(_steps).where(*mine, _steps.c.step_order > same))
        rows = [
            {"tenant_id": self._ledger.tenant_id, "journey_id": journey.id, **_row(step)}
            for step in journey.steps[same:]
        ]
        if rows:
            self._ledger.connection.execute(insert(_steps), rows)

    def _steps_of(self, journey_id: str) -> tuple[JourneyStep, ...]:
        keys = {"tenant": self._ledger.tenant_id, "journey": journey_id}
        return tuple(_step(row) for row in self._ledger.connection.execute(_STEPS, keys).mappings())

    def _not_found(self, entity_id: str) -> JourneyNotFound:
        return JourneyNotFound.because_unknown_journey(entity_id)


def _party(party_id: str) -> str:
    return f"party:{party_id}"


def _row(step: JourneyStep) -> Row:
    entity_type = step.entity_type.value if step.entity_type else None
    return {**step.__dict__, "step_type": step.step_type.value, "entity_type": entity_type}


def _step(row: RowMapping) -> JourneyStep:
    entity_type = known(EntityKind, row, "entity_type") if row["entity_type"] else None
    step_type = known(JourneyStepType, row, "step_type")
    return JourneyStep.model_construct(**{**row, "step_type": step_type, "entity_type": entity_type})

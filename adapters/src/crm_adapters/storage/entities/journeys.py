"""Customer journeys and their steps; a step is written once and at most left once."""

from collections.abc import Sequence

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    RowMapping,
    Table,
    bindparam,
    delete,
    func,
    select,
)

from crm_adapters.storage.kernel.corrupt_values import known
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping, derived
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.session import Row
from crm_adapters.storage.kernel.statements import insert_row
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key
from crm_core.identity import EntityKind
from crm_core.journeys import CustomerJourney, JourneyStep, JourneyStepType
from crm_core.stores import Filter

_mapping = EntityMapping(
    CustomerJourney,
    "crm_customer_journeys",
    derived("journey_key", key(270), lambda journey: journey.journey_key, nullable=False),
    derived("current_step", Integer(), lambda journey: len(journey.steps), nullable=False),
    Index(None, "tenant_id", "party_id"),
    Index(None, "tenant_id", "lead_id"),
    besides=("steps",),
)
journeys = _mapping.table

journey_steps = Table(
    "crm_journey_steps",
    metadata,
    tenant_column(),
    Column("journey_id", key(), primary_key=True),
    Column("step_order", Integer, primary_key=True, autoincrement=False),
    Column("step_name", key(100), nullable=False),
    Column("step_type", key(50), nullable=False),
    Column("entity_type", key(50)),
    Column("entity_id", key()),
    Column("entered_at", Moment, nullable=False),
    Column("exited_at", Moment),
    ForeignKeyConstraint(["tenant_id", "journey_id"], [journeys.c.tenant_id, journeys.c.id], ondelete="CASCADE"),
)
_journeys, _steps = journeys, journey_steps

# Executed for each delivered event, so they are built once.
_BY_LEAD, _BY_PARTY = (
    (_journeys.c.tenant_id == bindparam("tenant"), _journeys.c.journey_name == bindparam("name"), whose)
    for whose in (_journeys.c.lead_id == bindparam("journey_key"), _journeys.c.journey_key == bindparam("journey_key"))
)
_IS_OPEN = (_journeys.c.completed_at.is_(None), _journeys.c.abandoned_at.is_(None))
_OPEN_OF_LEAD, _OPEN_OF_PARTY = (
    Prepared(select(_journeys).where(*of, *_IS_OPEN).order_by(_journeys.c.run.desc()).limit(1))
    for of in (_BY_LEAD, _BY_PARTY)
)
_LAST_OF_LEAD, _LAST_OF_PARTY = (
    Prepared(select(func.max(_journeys.c.run).label("run")).where(*of)) for of in (_BY_LEAD, _BY_PARTY)
)
_STEPS = Prepared(
    select(*[column for column in _steps.c if column.name != "tenant_id"])
    .where(
        _steps.c.tenant_id == bindparam("tenant"),
        _steps.c.journey_id >= bindparam("first"),
        _steps.c.journey_id <= bindparam("last"),
    )
    .order_by(_steps.c.journey_id, _steps.c.step_order)
)

_LATER_STEPS = Prepared(
    delete(_steps).where(
        _steps.c.tenant_id == bindparam("tenant"),
        _steps.c.journey_id == bindparam("journey"),
        _steps.c.step_order > bindparam("kept"),
    )
)


class SqlJourneys(SqlEntityStore[CustomerJourney, Filter]):
    mapping = _mapping

    def find_open(
        self, party_id: str | None, journey_name: str, *, lead_id: str | None = None
    ) -> CustomerJourney | None:
        query = _OPEN_OF_LEAD if party_id is None else _OPEN_OF_PARTY
        keys = self._journey_key(party_id, journey_name, lead_id)
        return next(iter(self._found(query, keys)), None)

    def last_run(self, party_id: str | None, journey_name: str, *, lead_id: str | None = None) -> int:
        query = _LAST_OF_LEAD if party_id is None else _LAST_OF_PARTY
        keys = self._journey_key(party_id, journey_name, lead_id)
        return query.scalar(self._session.connection, keys) or 0

    def _journey_key(self, party_id: str | None, journey_name: str, lead_id: str | None) -> Row:
        journey_key = lead_id if party_id is None else _party(party_id)
        return {"tenant": self._session.tenant_id, "name": journey_name, "journey_key": journey_key}

    def entity_of(self, row: RowMapping | Row) -> CustomerJourney:
        return self.mapping.entity_of(row, steps=tuple(_step(step) for step in row["steps"]))

    def _completed(self, rows: Sequence[RowMapping | Row]) -> Sequence[RowMapping | Row]:
        if not rows:
            return rows
        keys = {"tenant": self._session.tenant_id, "first": rows[0]["id"], "last": rows[-1]["id"]}
        steps: dict[str, list[Row]] = {}
        for step in _STEPS.all(self._session.connection, keys):
            steps.setdefault(step["journey_id"], []).append(step)
        return [{**row, "steps": steps.get(row["id"], [])} for row in rows]

    def _after_write(self, journey: CustomerJourney, before: CustomerJourney | None) -> None:
        """A touch that is reported late shifts those after it, so steps are rewritten from the first difference on."""
        known: Sequence[JourneyStep] = before.steps if before else ()
        same = 0
        while same < min(len(known), len(journey.steps)) and known[same] == journey.steps[same]:
            same += 1
        if same < len(known):
            keys = {"tenant": self._session.tenant_id, "journey": journey.id, "kept": same}
            _LATER_STEPS.write(self._session.connection, keys)
        rows = [
            {"tenant_id": self._session.tenant_id, "journey_id": journey.id, **_row(step)}
            for step in journey.steps[same:]
        ]
        if rows:
            insert_row(_steps).write(self._session.connection, *rows)

    def _before_removal(self, journey: CustomerJourney) -> None:
        keys = {"tenant": self._session.tenant_id, "journey": journey.id, "kept": 0}
        _LATER_STEPS.write(self._session.connection, keys)


def _party(party_id: str) -> str:
    return f"party:{party_id}"


def _row(step: JourneyStep) -> Row:
    entity_type = step.entity_type.value if step.entity_type else None
    return {**step.__dict__, "step_type": step.step_type.value, "entity_type": entity_type}


def _step(row: Row) -> JourneyStep:
    values = dict(row)
    del values["journey_id"]
    entity_type = known(EntityKind, row, "entity_type") if row["entity_type"] else None
    values |= {"step_type": known(JourneyStepType, row, "step_type"), "entity_type": entity_type}
    return JourneyStep.model_construct(**values)

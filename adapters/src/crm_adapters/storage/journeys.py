"""Customer journeys and their steps; a step is written once and at most left once."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select

from crm_adapters.storage import tables
from crm_adapters.storage.entity_store import EntityStore
from crm_adapters.storage.ledger import Row
from crm_core.identity import EntityKind
from crm_core.journeys import CustomerJourney, JourneyNotFound, JourneyStep, JourneyStepType

_steps = tables.journey_steps


class SqlJourneys(EntityStore[CustomerJourney]):
    table = tables.journeys
    kind = EntityKind.JOURNEY

    def find_open(
        self, party_id: str | None, journey_name: str, *, lead_id: str | None = None
    ) -> CustomerJourney | None:
        table = self.table
        query = (
            select(table)
            .where(*self._traveller(party_id, journey_name, lead_id))
            .where(table.c.completed_at.is_(None), table.c.abandoned_at.is_(None))
            .order_by(table.c.run.desc())
        )
        row = self._ledger.connection.execute(query).mappings().first()
        return None if row is None else self._taken_in(row)

    def last_run(self, party_id: str | None, journey_name: str, *, lead_id: str | None = None) -> int:
        query = select(func.max(self.table.c.run)).where(*self._traveller(party_id, journey_name, lead_id))
        return self._ledger.connection.execute(query).scalar_one() or 0

    def _traveller(self, party_id: str | None, journey_name: str, lead_id: str | None) -> list[ColumnElement[bool]]:
        table = self.table
        who = table.c.traveller == _party(party_id) if party_id is not None else table.c.lead_id == lead_id
        return [table.c.tenant_id == self._ledger.tenant_id, who, table.c.journey_name == journey_name]

    def _row_of(self, journey: CustomerJourney) -> Row:
        row = dict(journey.__dict__)
        row["current_step"] = len(row.pop("steps"))
        # A NULL equals no other, so a key over party_id alone would let a lead begin a run twice.
        row["traveller"] = f"lead:{journey.lead_id}" if journey.party_id is None else _party(journey.party_id)
        return row

    def _entity_of(self, row: RowMapping | Row) -> CustomerJourney:
        values = dict(row)
        del values["history_hash"], values["current_step"], values["traveller"]
        return CustomerJourney.model_construct(**values, steps=self._steps_of(values["id"]))

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
        query = (
            select(*[column for column in _steps.c if column.name not in {"tenant_id", "journey_id"}])
            .where(_steps.c.tenant_id == self._ledger.tenant_id, _steps.c.journey_id == journey_id)
            .order_by(_steps.c.step_order)
        )
        return tuple(_step(row) for row in self._ledger.connection.execute(query).mappings())

    def _not_found(self, entity_id: str) -> JourneyNotFound:
        return JourneyNotFound.because_unknown_journey(entity_id)


def _party(party_id: str) -> str:
    return f"party:{party_id}"


def _row(step: JourneyStep) -> Row:
    entity_type = step.entity_type.value if step.entity_type else None
    return {**step.__dict__, "step_type": step.step_type.value, "entity_type": entity_type}


def _step(row: RowMapping) -> JourneyStep:
    entity_type = EntityKind(row["entity_type"]) if row["entity_type"] else None
    return JourneyStep.model_construct(
        **{**row, "step_type": JourneyStepType(row["step_type"]), "entity_type": entity_type}
    )

"""The built-in directory of sales people, for companies without another one."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, Select, bindparam, func, select, update

from crm_adapters.embedded.people_tables import people
from crm_adapters.storage import Database, InsertIfAbsent, metadata
from crm_core.actor import Role
from crm_core.clock import zone_named
from crm_core.errors import Invalid, KeyTaken, NotFound
from crm_core.identity import normal_id
from crm_core.leads import ACTIVE_STATUSES
from crm_operations.providers import Absence, Person, WorkingHours, Workload, active_person

_HOURS = TypeAdapter(tuple[WorkingHours, ...])
_ABSENCES = TypeAdapter(tuple[Absence, ...])
_NAMES = ("roles", "territories", "skills")

_of_tenant = people.c.tenant_id == bindparam("tenant")
_MEMBERS = select(people).where(_of_tenant).order_by(people.c.id)
_BY_ID = select(people).where(_of_tenant, people.c.id == bindparam("value"))
_ADD = InsertIfAbsent(people)
_UPDATE = update(people).where(_of_tenant, people.c.id == bindparam("value"))

_leads = metadata.tables["crm_leads"]
_HAS_OPEN = (
    (_leads.c.tenant_id == people.c.tenant_id)
    & (_leads.c.assigned_to == people.c.id)
    & _leads.c.status.in_(sorted(status.value for status in ACTIVE_STATUSES))
)
_WORKLOAD = (
    select(people.c.id, func.count(_leads.c.assigned_to))
    .select_from(people.outerjoin(_leads, _HAS_OPEN))
    .where(_of_tenant, people.c.id.in_(bindparam("users", expanding=True)))
    .group_by(people.c.id)
)
"""Joined from the people, so that somebody with nothing to do is there too."""


class EmbeddedPeople:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, tenant_id: str, person: Person) -> Person:
        """Raises Conflict when the id is taken, Invalid for an unknown time zone, and for who left before they joined.

        A manager, and whom they act for, must be in the directory too: raises PersonNotFound, AssigneeLeft.
        """
        self._require_there(tenant_id, person.manager_id)
        self._require_there(tenant_id, person.acts_for)
        with self._database.writing(tenant_id) as connection:
            if not _ADD.write(connection, {"tenant_id": tenant_id, **_row(person)}):
                raise KeyTaken.because_taken("person", "id", person.id)
            self._database.configuration_cache.invalidate(connection, tenant_id)
        return person

    def update(self, tenant_id: str, person: Person) -> Person:
        """Replaces the person's data; a manager who left since may stay.

        Raises as ``add``; NotFound, and Invalid for a manager whom the person leads, directly or further up.
        """
        known = self.find_by_id(tenant_id, person.id)
        if known is not None and known.manager_id != person.manager_id:
            self._require_there(tenant_id, person.manager_id)
            self._require_no_circle(tenant_id, person)
        if known is not None and known.acts_for != person.acts_for:
            self._require_there(tenant_id, person.acts_for)
        with self._database.writing(tenant_id) as connection:
            values = _row(person)
            keys = {"tenant": tenant_id, "value": values.pop("id")}
            if connection.execute(_UPDATE.values(**values), keys).rowcount != 1:
                raise NotFound.because_unknown("person", person.id)
            self._database.configuration_cache.invalidate(connection, tenant_id)
        return person

    def find_by_id(self, tenant_id: str, user_id: str) -> Person | None:
        keys = {"tenant": tenant_id, "value": normal_id(user_id)}
        with self._database.reading(tenant_id) as connection:
            return self._database.configuration_cache.cached(
                connection, tenant_id, ("person", keys["value"]), lambda: _found(connection, keys)
            )

    def members(self, tenant_id: str, team: str | None = None) -> Sequence[Person]:
        query = _MEMBERS if team is None else _MEMBERS.where(people.c.team == team)
        with self._database.reading(tenant_id) as connection:
            members = self._database.configuration_cache.cached(
                connection, tenant_id, ("members", team), lambda: _members(connection, query, tenant_id)
            )
        return list(members)

    def open_workload(self, tenant_id: str, user_ids: Sequence[str]) -> Sequence[Workload]:
        with self._database.reading(tenant_id) as connection:
            keys = {"tenant": tenant_id, "users": [normal_id(user_id) for user_id in user_ids]}
            rows = connection.execute(_WORKLOAD, keys).all()
        counted: dict[str, int] = {user_id: leads for user_id, leads in rows}  # noqa: C416 (rows are no pairs to mypy)
        return [Workload(user_id=user_id, open_leads=counted.get(normal_id(user_id), 0)) for user_id in user_ids]

    def _require_no_circle(self, tenant_id: str, person: Person) -> None:
        """Who leads somebody is not led by them: nobody would be the highest whom approvals and escalations reach."""
        leads = {each.id: each.manager_id for each in self.members(tenant_id)}
        above, seen = person.manager_id, set[str]()
        while above is not None and above not in seen:
            if above == person.id:
                further = "" if person.manager_id == person.id else ", directly or further up"
                problem = f"{person.id} leads {person.manager_id}{further}"
                raise Invalid.field("manager_id", problem, "name somebody whom they do not lead")
            seen.add(above)
            above = leads.get(above)

    def _require_there(self, tenant_id: str, user_id: str | None) -> None:
        if user_id is not None:
            active_person(self, tenant_id, user_id)


def _found(connection: Connection, keys: dict[str, str]) -> Person | None:
    row = connection.execute(_BY_ID, keys).mappings().first()
    return None if row is None else _person(row)


def _members(connection: Connection, query: Select[Any], tenant_id: str) -> tuple[Person, ...]:
    return tuple(_person(row) for row in connection.execute(query, {"tenant": tenant_id}).mappings())


def _row(person: Person) -> dict[str, Any]:
    zone_named(person.timezone)
    if person.joined_on and person.left_on and person.left_on < person.joined_on:
        raise Invalid.field("left_on", "it is before they joined", "name a later day")
    row = dict(person.__dict__)
    row |= {name: json.dumps(sorted(row[name])) for name in _NAMES}
    row["working_hours"] = _HOURS.dump_json(person.working_hours).decode()
    row["absences"] = _ABSENCES.dump_json(person.absences).decode()
    return row


def _person(row: RowMapping) -> Person:
    values = dict(row)
    del values["tenant_id"]
    values |= {name: frozenset(json.loads(values[name])) for name in _NAMES}
    values["roles"] = frozenset(Role(role) for role in values["roles"])
    values["working_hours"] = _HOURS.validate_json(values["working_hours"])
    values["absences"] = _ABSENCES.validate_json(values["absences"])
    return Person.model_construct(**values)

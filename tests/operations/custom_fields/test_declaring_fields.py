"""A tenant's own fields: declared, changed within what rows have, retired; and what is written fits them."""

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.custom_fields import AddCustomField, CustomFieldFilter, EditCustomField, FieldOwner, FieldType
from crm_core.errors import Invalid
from crm_core.leads import CreateLead
from crm_operations.custom_fields import CustomFieldCoordinator
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.testing import FakeWorld


@pytest.fixture
def fields(crm_world: FakeWorld) -> CustomFieldCoordinator:
    return CustomFieldCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)


@pytest.fixture
def leads(crm_world: FakeWorld) -> LeadManagementCoordinator:
    return LeadManagementCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)


@pytest.fixture
def admin(crm_world: FakeWorld) -> Actor:
    return crm_world.actor.model_copy(update={"roles": frozenset({Role.ADMIN})})


REGION = AddCustomField(owner=FieldOwner.LEAD, name="region", label="Region", type=FieldType.CHOICE, options=("EMEA",))


def test_a_value_that_is_no_option_is_refused_and_one_that_is_stays(
    fields: CustomFieldCoordinator, leads: LeadManagementCoordinator, admin: Actor
) -> None:
    fields.add(admin, REGION)

    with pytest.raises(Invalid, match="region"):
        leads.capture(admin, CreateLead(name="Ada", custom={"region": "Mars"}))
    with pytest.raises(Invalid, match="colour"):
        leads.capture(admin, CreateLead(name="Ada", custom={"colour": "red"}))
    lead = leads.capture(admin, CreateLead(name="Ada", custom={"region": "EMEA"})).lead
    assert lead.custom == {"region": "EMEA"}


def test_options_are_added_and_never_taken_away(fields: CustomFieldCoordinator, admin: Actor) -> None:
    field = fields.add(admin, REGION)

    changed = fields.change(admin, field.id, EditCustomField(options=("EMEA", "APAC")))
    with pytest.raises(Invalid, match="EMEA"):
        fields.change(admin, field.id, EditCustomField(options=("APAC",)))
    assert fields.get(admin, field.id) == changed


def test_a_retired_field_takes_no_values_until_it_is_restored(
    fields: CustomFieldCoordinator, leads: LeadManagementCoordinator, admin: Actor
) -> None:
    field = fields.add(admin, REGION)
    fields.retire(admin, "lead.region")

    assert fields.get(admin, "lead.region").id == field.id
    assert fields.list(admin, CustomFieldFilter(only_active=True)) == []
    with pytest.raises(Invalid, match="region"):
        leads.capture(admin, CreateLead(name="Ada", custom={"region": "EMEA"}))
    fields.restore(admin, "lead.region")
    assert leads.capture(admin, CreateLead(name="Ada", custom={"region": "EMEA"})).lead.custom


def test_a_rep_declares_nothing(fields: CustomFieldCoordinator, crm_world: FakeWorld) -> None:
    rep = crm_world.actor.model_copy(update={"roles": frozenset({Role.REP})})

    with pytest.raises(NotPermitted):
        fields.add(rep, REGION)

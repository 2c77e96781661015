"""What goes out are the records that an import reads, page by page, to whoever may read them."""

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Invalid
from crm_core.imports import ImportKind, LeadRecord
from crm_core.leads import LeadFilter
from crm_core.opportunities import OpportunityFilter
from crm_core.testing import TENANT, a_lead
from crm_operations.exporting import ExportCoordinator
from crm_operations.testing import FakeWorld

BOSS = Actor(tenant_id=TENANT, user_id="boss", roles=frozenset({Role.MANAGER}))


@pytest.fixture
def exports(crm_world: FakeWorld) -> ExportCoordinator:
    return ExportCoordinator(crm_world.records)


def test_every_record_goes_out_with_a_key_that_finds_it_again(crm_world: FakeWorld, exports: ExportCoordinator) -> None:
    crm_world.preload(a_lead(1, external_id="acme:1", lead_number="LEAD-2026-0001"))
    crm_world.preload(a_lead(2, lead_number="LEAD-2026-0002", attributes={"shoe": 38}))

    with exports.opened(BOSS, ImportKind.LEAD) as export:
        records = list(export.records())
        assert list(export.records()) == records
        names = export.open_names

    assert all(isinstance(each, LeadRecord) for each in records)
    assert [vars(each)["external_id"] for each in records] == ["acme:1", "LEAD-2026-0002"]
    assert "shoe" in str(names)


def test_only_what_matches_goes_out(crm_world: FakeWorld, exports: ExportCoordinator) -> None:
    crm_world.preload(a_lead(1, source="website", lead_number="LEAD-2026-0001"))
    crm_world.preload(a_lead(2, source="event", lead_number="LEAD-2026-0002"))

    with exports.opened(BOSS, ImportKind.LEAD, LeadFilter(source="event")) as export:
        assert [vars(each)["source"] for each in export.records()] == ["event"]
    with pytest.raises(Invalid, match="filters"):
        exports.opened(BOSS, ImportKind.LEAD, OpportunityFilter())


def test_a_kind_that_is_kept_elsewhere_is_refused_and_so_is_a_rep(exports: ExportCoordinator) -> None:
    with pytest.raises(Invalid, match="kind"):
        exports.opened(BOSS, ImportKind.PERSON)
    with pytest.raises(NotPermitted):
        exports.opened(BOSS.model_copy(update={"roles": frozenset({Role.REP})}), ImportKind.LEAD)

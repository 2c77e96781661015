"""What every store of entities promises about tenants: they never meet."""

import pytest

from crm_core.actor import Actor
from crm_core.errors import Forbidden, NotFound
from crm_core.testing.expectations import expect, expect_refusal
from crm_core.testing.store_contracts.entity_case import E, EntityCase
from crm_core.testing.store_contracts.suite import OpensStores


class TenantsContract(EntityCase[E]):
    """An entity of another tenant is like one that is not there."""

    @pytest.mark.requirement("PLAN-029")
    def test_another_tenants_id_is_answered_like_an_unknown_one(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        unknown = self._refusal_of_get(records, stranger, self.one(actor).id)
        entity = self.added(records, actor)
        foreign = self._refusal_of_get(records, stranger, entity.id)

        expect((type(foreign), foreign.args), (type(unknown), unknown.args), asked=f"get({entity.id!r}) by a stranger")

    @pytest.mark.requirement("PLAN-029")
    def test_another_tenants_entity_cannot_be_saved(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        entity = self.added(records, actor)

        for disguise in ({}, {"tenant_id": stranger.tenant_id}):
            changed = self.edited(entity, "taken over").model_copy(update=disguise)
            try:
                with records.writing(stranger) as work:
                    self.store(work).save(changed)
            except (NotFound, Forbidden):
                continue
            pytest.fail(f"a stranger could save the entity {disguise or 'as it is'}")
        expect(self.stored(records, actor, entity.id), entity, asked="get by its owner afterwards")

    @pytest.mark.requirement("PLAN-029")
    def test_an_entity_cannot_be_moved_to_another_tenant(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        entity = self.added(records, actor)
        gift = {"tenant_id": stranger.tenant_id}

        with expect_refusal(Forbidden, asked="add for another tenant"), records.writing(actor) as work:
            self.store(work).add(self.one(actor, 2, **gift))
        with expect_refusal(Forbidden, asked="save with another tenant's id"), records.writing(actor) as work:
            self.store(work).save(entity.model_copy(update=gift))
        expect(self.stored(records, actor, entity.id), entity, asked="get by its owner afterwards")

    @pytest.mark.requirement("PLAN-029")
    def test_two_tenants_may_use_the_same_ids_and_keys(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        ours = self.added(records, actor)
        theirs = self.added(records, stranger)

        expect(self.stored(records, actor, ours.id), ours, asked="get by one of them")
        expect(self.stored(records, stranger, theirs.id), theirs, asked="get by the other")

    @pytest.mark.requirement("PLAN-029")
    def test_tenants_whose_names_differ_in_case_or_a_blank_are_different(
        self, records: OpensStores, actor: Actor
    ) -> None:
        entity = self.added(records, actor)

        for name in (actor.tenant_id.upper(), f"{actor.tenant_id} "):
            lookalike = actor.model_copy(update={"tenant_id": name})
            with expect_refusal(self.not_found, asked=f"get by the tenant {name!r}, added by {actor.tenant_id!r}"):
                self.stored(records, lookalike, entity.id)

    def _refusal_of_get(self, records: OpensStores, actor: Actor, entity_id: str) -> NotFound:
        with pytest.raises(self.not_found) as refusal:
            self.stored(records, actor, entity_id)
        return refusal.value

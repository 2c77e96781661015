"""What every store of entities promises: entities are stored completely, versioned, and separate by tenant."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from crm_core.actor import Actor
from crm_core.errors import ChangedMeanwhile, CrmError
from crm_core.stores import (
    Condition,
    Filter,
    asked_by,
    conditions_of,
    is_met,
)
from crm_core.testing.builders import an_id
from crm_core.testing.examples import keys_of
from crm_core.testing.expectations import answers, at_once, expect, expect_refusal, expect_taken, refusals
from crm_core.testing.store_contracts.entity_case import E
from crm_core.testing.store_contracts.suite import OpensStores, rolled_back
from crm_core.testing.store_contracts.tenants_suite import TenantsContract
from crm_core.tombstones import Became

_ODD_MOMENT = datetime(2026, 3, 29, 1, 59, 59, 123_457, tzinfo=timezone(timedelta(hours=5, minutes=45)))

_HOWEVER_LARGE = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


class EntityStoreContract(TenantsContract[E]):
    """Derived for every entity; a suite of its own says how to build one whose fields depend on one another."""

    @pytest.mark.requirement("DATA-001")
    def test_a_new_entity_is_kept_as_version_1(self, records: OpensStores, actor: Actor) -> None:
        expected = self.one(actor).model_copy(update={"version": 1})

        expect(self.added(records, actor), expected, asked="what add answers")
        expect(self.stored(records, actor, expected.id), expected, asked="get in a later unit of work")

    @pytest.mark.requirement("REL-003")
    def test_a_change_is_kept_as_the_next_version(self, records: OpensStores, actor: Actor) -> None:
        entity = self.added(records, actor)
        expected = self.edited(entity, "changed").model_copy(update={"version": 2})

        with records.writing(actor) as work:
            saved = self.store(work).save(self.edited(self.store(work).get(entity.id), "changed"))

        expect(saved, expected, asked="what save answers")
        expect(self.stored(records, actor, entity.id), expected, asked="get in a later unit of work")

    def test_a_unit_of_work_sees_its_own_changes(self, records: OpensStores, actor: Actor) -> None:
        with rolled_back(records, actor) as work:
            first = self.store(work).add(self.one(actor))
            second = self.store(work).save(self.edited(first, "second"))
            third = self.store(work).save(self.edited(second, "third"))
            found = self.store(work).get(first.id)

        expect(third.version, 3, asked="save twice after add, in one unit of work")
        expect(found, third, asked="get after that, in the same unit of work")

    @pytest.fixture
    def examples(self) -> int:
        """How many entities are drawn; a slow store may be content with fewer."""
        return 40

    def test_every_field_is_kept_as_it_was(self, records: OpensStores, actor: Actor, examples: int) -> None:
        @settings(_HOWEVER_LARGE, max_examples=examples)
        @given(first=self.everything(actor), other=self.everything(actor))
        def is_handled(first: E, other: E) -> None:
            with rolled_back(records, actor) as work:
                self.store(work).add(first)
                once = self.store(work).get(first.id)
                same = {name: getattr(once, name) for name in ("id", "created_at", "version")}
                self.store(work).save(other.model_copy(update=same))
                twice = self.store(work).get(first.id)

            expect(once, first.model_copy(update={"version": 1}), asked="add, then get")
            expect(
                twice, other.model_copy(update={**same, "version": 2}), asked="save with every field changed, then get"
            )

        is_handled()

    def test_a_moment_keeps_its_microseconds_and_is_told_in_utc(self, records: OpensStores, actor: Actor) -> None:
        entity = self.added(records, actor, created_at=_ODD_MOMENT, updated_at=_ODD_MOMENT)

        found = self.stored(records, actor, entity.id).created_at

        expect((found, found.utcoffset()), (_ODD_MOMENT.astimezone(UTC), timedelta(0)), asked="created_at, after get")

    def test_an_unknown_id_is_not_found(self, records: OpensStores, actor: Actor) -> None:
        unknown = self.one(actor)

        with records.reading(actor) as work, expect_refusal(self.not_found, asked="get of an id nobody added"):
            self.store(work).get(unknown.id)
        with (
            expect_refusal(self.not_found, asked="save of an entity nobody added"),
            records.writing(actor) as work,
        ):
            self.store(work).save(unknown)

    def test_the_same_id_cannot_be_added_twice(self, records: OpensStores, actor: Actor) -> None:
        entity = self.added(records, actor)

        with expect_taken("id", entity.id), records.writing(actor) as work:
            self.store(work).add(self.one(actor, 2, id=entity.id))
        expect(self.stored(records, actor, entity.id), entity, asked="get of that id afterwards")

    @pytest.mark.requirement("INT-004")
    def test_a_key_is_given_once_in_a_tenant(self, records: OpensStores, actor: Actor) -> None:
        kind = self.declared.entity
        for number, key in enumerate(key for key in kind.unique if set(key) <= set(kind.model_fields)):
            counts = (2 * number + 1, 2 * number + 2)
            first = self.one(actor, counts[0])
            values = {name: getattr(first, name) or keys_of(kind, counts[0])[name] for name in key}
            self.added(records, actor, counts[0], **values)

            taken = expect_taken(", ".join(key), ", ".join(map(str, values.values())))
            with taken, records.writing(actor) as work:
                self.store(work).add(self.one(actor, counts[1], **values))

    def test_each_field_of_its_filter_finds_what_it_says(
        self, records: OpensStores, actor: Actor, examples: int
    ) -> None:
        kind, query = self.declared.entity, self.declared.filter
        properties = [name for name in dir(kind) if isinstance(getattr(kind, name, None), property)]
        asked = conditions_of(query, {*kind.model_fields, *properties}, self.special)

        @settings(_HOWEVER_LARGE, max_examples=-(-examples // 4))
        @given(st.tuples(*[self.everything(actor)] * 3))
        def is_found(drawn: Sequence[E]) -> None:
            with rolled_back(records, actor) as work:
                entities = [self.store(work).add(_distinct(each, count)) for count, each in enumerate(drawn, 1)]
                for filters, name, value in _filters(query, asked, entities):
                    expected = [each for each in entities if all(is_met(one, each, value) for one in asked[name])]
                    expect(list(self.store(work).find(filters)), expected, asked=f"find with {filters!r}")

        if any(asked.values()):
            is_found()

    @pytest.mark.requirement("REL-003")
    def test_whoever_saves_an_old_version_is_refused(self, records: OpensStores, actor: Actor) -> None:
        loaded = self.added(records, actor)
        with records.writing(actor) as work:
            current = self.store(work).save(self.edited(loaded, "faster"))

        with (
            expect_refusal(ChangedMeanwhile, asked="save of version 1 when it is at 2"),
            records.writing(actor) as work,
        ):
            self.store(work).save(self.edited(loaded, "slower"))
        expect(self.stored(records, actor, loaded.id), current, asked="get afterwards")

    @pytest.mark.requirement("REL-003")
    def test_of_ten_who_change_the_same_version_at_once_one_succeeds(self, records: OpensStores, actor: Actor) -> None:
        loaded = self.added(records, actor)

        def change(text: str) -> Callable[[], E]:
            def attempt() -> E:
                with records.writing(actor) as work:
                    return self.store(work).save(self.edited(loaded, text))

            return attempt

        outcomes = at_once([change(f"writer {each}") for each in range(10)])

        expect(len(answers(outcomes)), 1, asked=f"ten saves of version 1; refused: {refusals(outcomes)[:1]}")
        strange = [refusal for refusal in refusals(outcomes) if not isinstance(refusal, ChangedMeanwhile)]
        expect(strange, [], asked="refusals that are not ChangedMeanwhile")
        expect(self.stored(records, actor, loaded.id), answers(outcomes)[0], asked="get afterwards")

    def test_many_are_loaded_at_once_in_the_order_of_ids(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        third, first = self.added(records, actor, 3), self.added(records, actor, 1)
        self.added(records, actor, 2)
        foreign = self.added(records, stranger, 4)
        expected = [third.id, foreign.id, first.id, self.one(actor, 5).id]

        with records.writing(actor) as work:
            found = self.store(work).get_many(expected)
            locked = self.store(work).get_many(expected, lock=True)

        expect(list(found), [first, third], asked="get_many of two, a stranger's, and one nobody added")
        expect(list(locked), [first, third], asked="the same with a lock")

    @pytest.mark.requirement("REL-003")
    def test_many_are_saved_at_once_each_as_its_next_version(self, records: OpensStores, actor: Actor) -> None:
        loaded = [self.added(records, actor, count) for count in (1, 2)]
        changed = [self.edited(entity, f"changed {entity.id}") for entity in loaded]

        with records.writing(actor) as work:
            self.store(work).save_many(changed)
            seen = [self.store(work).get(entity.id) for entity in loaded]

        expected = [entity.model_copy(update={"version": 2}) for entity in changed]
        expect(seen, expected, asked="get after save_many, in the same unit of work")
        expect([self.stored(records, actor, each.id) for each in loaded], expected, asked="get in a later one")

    @pytest.mark.requirement("REL-003")
    def test_of_many_none_is_saved_when_one_changed_meanwhile(self, records: OpensStores, actor: Actor) -> None:
        first, second = (self.added(records, actor, count) for count in (1, 2))
        with records.writing(actor) as work:
            current = self.store(work).save(self.edited(second, "faster"))

        with (
            expect_refusal(ChangedMeanwhile, asked="save_many of version 1 of two, one of which is at 2"),
            records.writing(actor) as work,
        ):
            self.store(work).save_many([self.edited(first, "slower"), self.edited(second, "slower")])
        expect(self.stored(records, actor, first.id), first, asked="get of the other afterwards")
        expect(self.stored(records, actor, second.id), current, asked="get of that one afterwards")

    def test_many_are_added_at_once_each_with_its_past(self, records: OpensStores, actor: Actor) -> None:
        first, second = self.one(actor, 1), self.one(actor, 2)
        lives = [[first], [second, self.edited(second, "later")]]

        with records.writing(actor) as work:
            added = self.store(work).add_many(lives)
            seen = [self.store(work).get(each.id) for each in (first, second)]

        expected = [
            first.model_copy(update={"version": 1}),
            self.edited(second, "later").model_copy(update={"version": 2}),
        ]
        expect(list(added), expected, asked="what add_many answers")
        expect(seen, expected, asked="get in the same unit of work")
        expect([self.stored(records, actor, each.id) for each in seen], expected, asked="get in a later one")

    def test_of_many_none_is_added_when_an_id_is_taken(self, records: OpensStores, actor: Actor) -> None:
        there, new = self.added(records, actor, 1), self.one(actor, 2)

        with expect_taken("id", there.id), records.writing(actor) as work:
            self.store(work).add_many([[new], [self.one(actor, 3, id=there.id)]])
        with expect_refusal(self.not_found, asked="get of the other one"):
            self.stored(records, actor, new.id)

    def test_many_are_found_by_a_key(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        kind = self.declared.entity
        alone = [key for (key, *others) in kind.unique if not others and key in kind.model_fields]
        keys = [key for key in alone if isinstance(keys_of(kind, 1)[key], str)]
        for key in keys:
            ours = [self.added(records, actor, count, **keys_of(kind, count)) for count in (1, 2)]
            self.added(records, stranger, 3, **keys_of(kind, 1))
            values = [getattr(each, key) for each in ours]
            with records.reading(actor) as work:
                found = self.store(work).get_many_by(key, [*values[::-1], "nobody has it"])
            expect(list(found), ours, asked=f"get_many_by {key}, of two of ours and one that nobody has")
            return

    def test_what_is_taken_out_is_gone_and_says_so(self, records: OpensStores, actor: Actor) -> None:
        remaining, gone = (self.added(records, actor, count) for count in (1, 2))

        with records.writing(actor) as work:
            self.store(work).remove_many([gone], Became.REVERSED, at=gone.updated_at)
        with pytest.raises(self.not_found) as refusal:
            self.stored(records, actor, gone.id)

        expect("reversed" in str(refusal.value), True, asked=f"what became of it: {refusal.value}")
        expect(self._found(records, actor), [remaining], asked="find afterwards")
        again = self.one(actor, 2).model_copy(update={"id": an_id(0xEF, 7)})
        with records.writing(actor) as work:
            expect(self.store(work).add(again).version, 1, asked="add of another with its keys")

    @pytest.mark.requirement("REL-003")
    def test_an_old_version_cannot_be_taken_out(self, records: OpensStores, actor: Actor) -> None:
        loaded = self.added(records, actor)
        with records.writing(actor) as work:
            current = self.store(work).save(self.edited(loaded, "faster"))

        with (
            expect_refusal(ChangedMeanwhile, asked="remove_many of version 1 when it is at 2"),
            records.writing(actor) as work,
        ):
            self.store(work).remove_many([loaded], Became.REVERSED, at=loaded.updated_at)
        expect(self.stored(records, actor, loaded.id), current, asked="get afterwards")

    @pytest.mark.requirement("PLAN-029")
    def test_pages_are_in_the_order_of_ids_and_stable_when_others_come_in(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        entities = {count: self.added(records, actor, count) for count in (3, 1, 2)}
        self.added(records, stranger, 5)

        first = self._found(records, actor, limit=2)
        entities[4] = self.added(records, actor, 4)
        rest = self._found(records, actor, limit=2, after_id=first[-1].id)

        expect(first, [entities[1], entities[2]], asked="find, the first page of two")
        expect(rest, [entities[3], entities[4]], asked="find after that, though a fourth came in")

    @pytest.mark.requirement("REL-001")
    def test_what_is_rolled_back_never_was(self, records: OpensStores, actor: Actor) -> None:
        stored = self.added(records, actor)
        with rolled_back(records, actor) as work:
            self.store(work).save(self.edited(stored, "discarded"))
            self.store(work).add(self.one(actor, 2))

        expect(self.stored(records, actor, stored.id), stored, asked="get of what was changed and rolled back")
        with expect_refusal(self.not_found, asked="get of what was added and rolled back"):
            self.stored(records, actor, self.one(actor, 2).id)

    def _found(self, records: OpensStores, actor: Actor, **expected: Any) -> list[E]:
        with records.reading(actor) as work:
            return list(self.store(work).find(self.declared.filter(**expected)))


def _distinct(entity: E, count: int) -> E:
    return entity.model_copy(update={"id": an_id(0xEF, count), **keys_of(type(entity), count)})


def _filters(
    query: type[Filter], asked: Mapping[str, Sequence[Condition]], entities: Sequence[E]
) -> Iterator[tuple[Filter, str, Any]]:
    """Each field alone, with each value that one of the entities has there, and the filter takes."""
    for name, conditions in asked.items():
        values = [getattr(each, one.field) for one in conditions for each in entities]
        for value in (True, *values):
            try:
                filters = query(**{name: value})
            except (ValidationError, CrmError):
                continue
            yield from ((filters, name, value) for value in asked_by(filters, [name]).values())

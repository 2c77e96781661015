"""Ids are sorted by time, and those derived from one are the same each time they are worked out."""

from uuid import UUID

from crm_adapters.identifiers import derived_id, new_id


def test_a_derived_id_is_the_same_each_time_and_another_for_other_words() -> None:
    of = new_id()

    assert derived_id(of, "webhook", "a") == derived_id(of, "webhook", "a")
    derived = {derived_id(of, "webhook", "a"), derived_id(of, "webhook", "b"), derived_id(of, "webhooka"), of}
    assert len(derived) == 4
    assert derived_id(new_id(), "webhook", "a") not in derived


def test_a_derived_id_is_of_the_same_moment_and_form() -> None:
    of = new_id()
    derived = UUID(derived_id(of, "webhook", "a"))

    assert derived.version == 7
    assert derived.variant == UUID(of).variant
    assert derived.int >> 80 == UUID(of).int >> 80

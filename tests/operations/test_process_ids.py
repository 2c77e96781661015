"""Ids built out of parts: two lists of parts never make one id, and what is ordinary stands as it is."""

from hypothesis import example, given
from hypothesis import strategies as st

from crm_operations.process import compound_id, encoded, parts_of, process_and_number, process_id, run_id

PARTS = st.lists(st.text(), min_size=1, max_size=4)


@given(PARTS)
@example(["a:b", "c"])
@example(["a%3Ab", "#2", "100%"])
def test_parts_are_read_back_as_they_went_in(parts: list[str]) -> None:
    assert parts_of(compound_id(*parts)) == tuple(parts)


@given(st.text())
def test_what_was_encoded_holds_nothing_that_separates(part: str) -> None:
    assert not set(encoded(part)) & set(":#/ \n\t\0")


@given(st.text(), st.integers(min_value=1, max_value=10**8))
@example("L#zz", 1)
@example("L#2", 1)
def test_a_run_says_of_which_process_it_is_and_which_of_its_runs(subject: str, number: int) -> None:
    process = process_id("lead-conversion", "acme", subject)

    assert process_and_number(run_id(process, number)) == (process, number)


def test_an_ordinary_id_keeps_the_name_it_has() -> None:
    lead = "01890000-0000-7000-8000-000000000000"

    assert process_id("lead-conversion", "acme", lead) == f"lead-conversion:acme:{lead}"
    assert process_id("deal-closing", "mara@example.com", lead, "2") == f"deal-closing:mara@example.com:{lead}:2"
    assert [run_id("p", 1), run_id("p", 2)] == ["p", "p#2"]


def test_a_tenant_with_a_colon_shares_no_process_with_another() -> None:
    assert process_id("lead-conversion", "a", "b:1") != process_id("lead-conversion", "a:b", "1")

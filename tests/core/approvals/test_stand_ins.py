"""Who acts for whom, and which chains may be written: judged where windows and scopes overlap, and nowhere else."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.approvals import (
    Delegation,
    DelegationRefused,
    DelegationScope,
    StandIns,
    in_words,
    require_chain,
    stand_in,
)
from crm_core.testing import START, a_delegation

DAY = timedelta(days=1)
LEADS, DEALS, APPROVALS = DelegationScope.LEADS, DelegationScope.DEALS, DelegationScope.APPROVALS


def to(
    delegator: str, delegate: str, *, days: tuple[int, int] = (0, 7), scopes: Sequence[str] = ("leads",), n: int = 0
) -> Delegation:
    count = n or ord(delegator) * 1_000 + ord(delegate) * 10 + days[0]
    return a_delegation(
        count,
        delegator=delegator,
        delegate=delegate,
        starts_at=START + days[0] * DAY,
        ends_at=START + days[1] * DAY,
        scopes=tuple(scopes),
    )


A_B, B_C, C_D, D_E = to("A", "B"), to("B", "C"), to("C", "D"), to("D", "E")


@pytest.mark.requirement("BR-005")
def test_three_steps_stand_and_a_fourth_is_refused_wherever_it_is_put() -> None:
    require_chain(C_D, [A_B, B_C])
    require_chain(A_B, [B_C, C_D])

    for added, standing in ((D_E, [A_B, B_C, C_D]), (A_B, [B_C, C_D, D_E]), (B_C, [A_B, C_D, D_E])):
        with pytest.raises(
            DelegationRefused, match=r"^A to B to C to D to E is .* too many, 3 may be; .* another time$"
        ):
            require_chain(added, standing)


def test_the_depth_is_a_number_of_the_tenant() -> None:
    with pytest.raises(DelegationRefused, match="A to B to C is one step too many, 1 may be"):
        require_chain(B_C, [A_B], depth=1)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_circle_is_refused(steps: int) -> None:
    chain = [A_B, B_C, C_D][:steps]
    last = chain[-1].delegate
    whole = r"^[A-D]( to [A-D])+ would be a circle; name somebody else, or another time$"

    with pytest.raises(DelegationRefused, match=whole):
        require_chain(to(last, "A"), chain)


def test_where_windows_or_scopes_do_not_overlap_there_is_no_circle_and_no_depth() -> None:
    require_chain(to("B", "A", days=(7, 14)), [A_B])
    require_chain(to("B", "A", scopes=["deals", "approvals"]), [A_B])
    require_chain(D_E, [to("A", "B", days=(7, 9)), B_C, C_D])
    with pytest.raises(DelegationRefused):
        require_chain(to("B", "A", days=(6, 14)), [A_B])
    with pytest.raises(DelegationRefused):
        require_chain(to("B", "A", scopes=["deals", "leads"]), [A_B])


def test_all_windows_of_a_chain_must_overlap_together() -> None:
    """Each two of the three do; there is no moment at which all three hold."""
    first, second = to("A", "B", days=(0, 5)), to("B", "C", days=(4, 9))

    require_chain(to("C", "A", days=(5, 9)), [first, second])
    with pytest.raises(DelegationRefused):
        require_chain(to("C", "A", days=(4, 9)), [first, second])


def test_all_scopes_of_a_chain_must_overlap_together() -> None:
    first, second = to("A", "B", scopes=["leads", "deals"]), to("B", "C", scopes=["deals", "approvals"])

    require_chain(to("C", "A", scopes=["leads", "approvals"]), [first, second])
    with pytest.raises(DelegationRefused):
        require_chain(to("C", "A", scopes=["deals"]), [first, second])


def test_nobody_delegates_the_same_twice_at_a_time() -> None:
    with pytest.raises(DelegationRefused, match=r"^A has delegated to B then, up to 2026-01-22 .*; .* another time$"):
        require_chain(to("A", "C", days=(6, 9)), [A_B])
    require_chain(to("A", "C", days=(7, 9)), [A_B])
    require_chain(to("A", "C", scopes=["deals"]), [A_B])


def test_a_revoked_one_counts_no_more() -> None:
    revoked, _ = A_B.revoke(at=START)

    require_chain(to("B", "A"), [revoked])
    require_chain(to("A", "C"), [revoked])


def test_one_that_is_written_anew_is_not_held_against_itself() -> None:
    require_chain(A_B, [A_B, B_C])


def test_the_chain_of_who_acts() -> None:
    standing = [A_B, B_C, to("X", "Y", scopes=["deals"])]

    assert stand_in(standing, "A", LEADS, START) == ("A", "B", "C")
    assert stand_in(standing, "C", LEADS, START) == ("C",)
    assert stand_in(standing, "A", APPROVALS, START) == ("A",)
    assert stand_in(standing, "A", LEADS, START + 7 * DAY) == ("A",)
    assert stand_in(standing, "X", DEALS, START) == ("X", "Y")
    assert in_words(("A", "B", "C")) == "C for A"
    assert in_words(("A",)) == "A"


def test_a_revoked_step_is_no_step_from_that_moment_on() -> None:
    revoked, _ = B_C.revoke(at=START + DAY)

    assert stand_in([A_B, revoked], "A", LEADS, START) == ("A", "B", "C")
    assert stand_in([A_B, revoked], "A", LEADS, START + DAY) == ("A", "B")


def test_of_two_that_another_program_wrote_the_first_counts() -> None:
    first, second = to("A", "B", n=1), to("A", "C", n=2)

    assert stand_in([first, second], "A", LEADS, START) == stand_in([second, first], "A", LEADS, START) == ("A", "B")


def test_a_circle_that_another_program_wrote_ends() -> None:
    assert stand_in([A_B, to("B", "A")], "A", LEADS, START) == ("A", "B")


people = st.sampled_from("ABCDEF")
delegations = st.builds(
    lambda n, pair, first, length, scopes: to(*pair, days=(first, first + length), scopes=scopes, n=n + 1),
    st.integers(0, 10**6),
    st.tuples(people, people).filter(lambda pair: pair[0] != pair[1]),
    st.integers(0, 5),
    st.integers(1, 4),
    st.lists(st.sampled_from(list(DelegationScope)), min_size=1, max_size=2, unique=True),
)
graphs = st.lists(delegations, min_size=1, max_size=9, unique_by=lambda each: each.id)


def breaks(all_of_them: Sequence[Delegation], depth: int) -> bool:
    """By looking at every day and every scope: somebody with two ways, a walk that returns, or one too long."""
    for day in range(10):
        for scope in DelegationScope:
            in_force = [each for each in all_of_them if each.is_in_force(scope, START + day * DAY)]
            ways = {each.delegator: each.delegate for each in in_force}
            if len(ways) < len(in_force):
                return True
            for person in ways:
                walked = [person]
                while walked[-1] in ways:
                    walked.append(ways[walked[-1]])
                    if walked[-1] in walked[:-1] or len(walked) - 1 > depth:
                        return True
    return False


@pytest.mark.requirement("BR-005")
@given(graphs, st.integers(1, 4))
def test_what_is_refused_is_what_every_day_and_scope_would_show(graph: list[Delegation], depth: int) -> None:
    standing: list[Delegation] = []
    for added in graph:
        try:
            require_chain(added, standing, depth=depth)
        except DelegationRefused:
            assert breaks([*standing, added], depth)
        else:
            standing.append(added)
            assert not breaks(standing, depth)


@given(graphs, st.integers(0, 9), st.sampled_from(list(DelegationScope)))
def test_nobody_who_acts_has_delegated(graph: list[Delegation], day: int, scope: DelegationScope) -> None:
    standing: list[Delegation] = []
    for added in graph:
        try:
            require_chain(added, standing)
        except DelegationRefused:
            continue
        standing.append(added)

    stand_ins = StandIns(standing, scope, START + day * DAY)
    for person, chain in stand_ins.chains().items():
        assert chain[0] == person
        assert 2 <= len(chain) <= 4
        assert stand_ins.chain(chain[-1]) == (chain[-1],)
        assert chain == stand_in(reversed(standing), person, scope, START + day * DAY)

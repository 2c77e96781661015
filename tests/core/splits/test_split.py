"""The shares of a deal, whole and without doubles, and the states they pass."""

from datetime import date, timedelta

import pytest

from crm_core.credits import Share
from crm_core.errors import Invalid, InvalidTransition
from crm_core.splits import AskedShare, CreateSplit, Split, SplitStatus, in_force
from crm_core.testing import START

OWNER = AskedShare(basis_points=7_000)
BOB = AskedShare(user_id="bob", basis_points=3_000)
DAY = START.date()


def drafted(*shares: AskedShare, revision: int = 1, effective_from: date | None = None) -> Split:
    split, _ = Split.draft(
        CreateSplit(shares=shares, effective_from=effective_from),
        entity_id=f"s{revision}",
        tenant_id="acme",
        at=START,
        opportunity_id="deal",
        opportunity_number="OPP-2026-0001",
        owner_id="ada",
        revision=revision,
    )
    return split


def agreed(split: Split, hours: int = 0) -> Split:
    return split.submit((), by="ada", at=START + timedelta(hours=hours), is_asked=False)[0]


@pytest.mark.requirement("SPL-CRMOP-0114")
@pytest.mark.parametrize(
    ("shares", "problem"),
    [
        ((OWNER,), "adds up to 70.00 %"),
        ((OWNER, AskedShare(user_id="bob", basis_points=3_001)), "adds up to 100.01 %"),
        ((OWNER, AskedShare(user_id="bob", basis_points=3_000, kind="overlay")), "adds up to 70.00 %"),
        ((AskedShare(basis_points=4_000), AskedShare(user_id="ada", basis_points=6_000)), "ada is named twice"),
        ((OWNER, BOB, AskedShare(user_id="eve", basis_points=1, kind="overlay"), BOB), "adds up to 130.00 %"),
    ],
)
def test_revenue_is_exactly_the_whole_and_nobody_is_named_twice(shares: tuple[AskedShare, ...], problem: str) -> None:
    with pytest.raises(Invalid, match=problem):
        drafted(*shares)


def test_overlay_and_kinds_of_ones_own_come_on_top_and_the_owner_stays_listed_first() -> None:
    split = drafted(
        AskedShare(user_id="bob", basis_points=10_000),
        AskedShare(user_id="bob", basis_points=10_000, kind="overlay"),
        AskedShare(user_id="eve", basis_points=9_000, kind="services"),
    )

    assert split.shares[:2] == (Share(user_id="ada", basis_points=0), Share(user_id="bob", basis_points=10_000))
    assert split.holders == ("bob", "eve")


def test_the_newest_that_counts_and_is_in_force_shares_a_day() -> None:
    first = agreed(drafted(OWNER, BOB))
    later = agreed(drafted(AskedShare(basis_points=10_000), revision=2, effective_from=DAY + timedelta(days=9)), 1)
    draft = drafted(OWNER, BOB, revision=3)

    assert in_force([first, later, draft], DAY) == first
    assert in_force([first, later, draft], DAY + timedelta(days=9)) == later
    assert in_force([draft], DAY) is None
    disputed, _ = first.dispute("it was my lead", by="eve", at=START)
    assert in_force([disputed], DAY) == disputed


def test_states_lead_where_they_may() -> None:
    draft = drafted(OWNER, BOB)
    submitted, event = draft.submit((), by="ada", at=START, is_asked=True)
    assert (submitted.status, event.status, event.by) == (SplitStatus.SUBMITTED, SplitStatus.SUBMITTED, "ada")
    approved, _ = submitted.approve(by="max", at=START)
    disputed, _ = approved.dispute("no", by="bob", at=START)
    resolved, _ = disputed.resolve("yes", by="max", at=START)
    assert (resolved.status, resolved.reason) == (SplitStatus.APPROVED, "yes")
    rejected, _ = submitted.reject("no", by="max", at=START)
    with pytest.raises(InvalidTransition):
        rejected.approve(by="max", at=START)
    with pytest.raises(InvalidTransition):
        approved.withdraw("no", by="ada", at=START)


def test_the_share_goes_along_with_the_deal_or_stays() -> None:
    split = drafted(OWNER, BOB, AskedShare(user_id="eve", basis_points=500, kind="overlay"))

    moved = {(share.user_id, share.kind): share.basis_points for share in split.for_owner("bob", keeps=False)}
    kept = {(share.user_id, share.kind): share.basis_points for share in split.for_owner("zoe", keeps=True)}

    assert moved == {("bob", "revenue"): 10_000, ("eve", "overlay"): 500}
    assert kept == {
        ("zoe", "revenue"): 0,
        ("ada", "revenue"): 7_000,
        ("bob", "revenue"): 3_000,
        ("eve", "overlay"): 500,
    }

"""A version of a quotation passes its statuses, and says what differs from another one."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from crm_core.errors import Invalid, InvalidTransition
from crm_core.quotations import (
    DraftQuotation,
    HeaderDiscount,
    PricedLine,
    QuotationVersion,
    VersionRefused,
    VersionStatus,
    diff,
)
from crm_core.testing import START, a_quotation_version

DAY = START.date()
LATER = START + timedelta(hours=1)
ENGINE = PricedLine(description="Engine", code="ENG-1", quantity=Decimal(2), unit_price_minor=10_000)
SETUP = PricedLine(description="Setup", unit_price_minor=5_000)
LIVE = (VersionStatus.DRAFT, VersionStatus.IN_APPROVAL, VersionStatus.SENT, VersionStatus.VIEWED)


def version(status: VersionStatus = VersionStatus.DRAFT, **changes: Any) -> QuotationVersion:
    return a_quotation_version(status=status, **changes)


@pytest.mark.parametrize("status", VersionStatus)
def test_only_what_is_not_decided_expires(status: VersionStatus) -> None:
    quotation = version(status, valid_until=DAY)

    assert not quotation.has_expired(DAY)
    assert quotation.has_expired(DAY + timedelta(days=1)) == (status in LIVE)
    if status in LIVE:
        expired, event = quotation.expire(by="system:timers", at=LATER)
        assert (expired.status, event.status) == (VersionStatus.EXPIRED, VersionStatus.EXPIRED)
    elif status is not VersionStatus.EXPIRED:
        with pytest.raises(InvalidTransition):
            quotation.expire(by="system:timers", at=LATER)


def test_accepted_is_converted_once() -> None:
    accepted, _ = version(VersionStatus.SENT).accept(by="ada", at=LATER)
    converted, event = accepted.convert("order-1", by="ada", at=LATER)

    assert (converted.status, converted.order_id, event.total) == (VersionStatus.CONVERTED, "order-1", accepted.total)
    with pytest.raises(InvalidTransition):
        converted.convert("order-2", by="ada", at=LATER)
    with pytest.raises(InvalidTransition):
        converted.supersede("q-2", by="ada", at=LATER)


def test_what_is_decided_is_neither_sent_nor_accepted_again() -> None:
    for status in (VersionStatus.REJECTED, VersionStatus.SUPERSEDED, VersionStatus.EXPIRED, VersionStatus.CONVERTED):
        with pytest.raises(InvalidTransition):
            version(status).accept(by="ada", at=LATER)


def test_an_edit_voids_the_approval() -> None:
    waiting, _ = version().ask("approval-1", by="ada", at=LATER)
    revised, event = waiting.revise(DraftQuotation(lines=(SETUP,)), at=LATER)

    assert (waiting.status, waiting.approval_request_id) == (VersionStatus.IN_APPROVAL, "approval-1")
    assert (revised.status, revised.approval_request_id) == (VersionStatus.DRAFT, None)
    assert (event.former.minor, event.total.minor) == (waiting.net_minor, 5_000)


@pytest.mark.parametrize("status", [status for status in VersionStatus if not status.is_revisable])
def test_what_was_sent_is_not_revised(status: VersionStatus) -> None:
    with pytest.raises(VersionRefused, match="make a new version"):
        version(status).revise(DraftQuotation(lines=(SETUP,)), at=LATER)


def test_it_is_extended_once_by_at_most_as_many_days() -> None:
    quotation = version(VersionStatus.SENT, valid_until=DAY, sent_at=START)
    to = DAY + timedelta(days=30)
    for wrong in (DAY, to + timedelta(days=1)):
        with pytest.raises(Invalid, match="valid_until: "):
            quotation.extend(wrong, by="boss", at=LATER, today=DAY, most_days=30)

    extended, event = quotation.extend(to, by="boss", at=LATER, today=DAY, most_days=30)
    assert (extended.valid_until, extended.extended_from, extended.extended_by) == (to, DAY, "boss")
    assert (event.valid_until, event.former) == (to, DAY)
    with pytest.raises(VersionRefused, match="was extended once"):
        extended.extend(to + timedelta(days=1), by="boss", at=LATER, today=DAY, most_days=30)


@pytest.mark.parametrize(
    ("moments", "status"),
    [
        ({}, VersionStatus.DRAFT),
        ({"sent_at": START}, VersionStatus.SENT),
        ({"sent_at": START, "viewed_at": START}, VersionStatus.VIEWED),
    ],
)
def test_an_expired_one_that_is_extended_is_what_it_was(moments: dict[str, object], status: VersionStatus) -> None:
    expired = version(VersionStatus.EXPIRED, valid_until=DAY, decided_at=START, **moments)
    today = DAY + timedelta(days=3)
    with pytest.raises(Invalid):
        expired.extend(today, by="boss", at=LATER, today=today, most_days=30)
    extended, _ = expired.extend(today + timedelta(days=1), by="boss", at=LATER, today=today, most_days=30)
    assert (extended.status, extended.decided_at) == (status, None)


def test_what_is_decided_is_not_extended() -> None:
    for status in (VersionStatus.ACCEPTED, VersionStatus.REJECTED, VersionStatus.SUPERSEDED, VersionStatus.CONVERTED):
        with pytest.raises(VersionRefused, match="cannot be extended"):
            version(status).extend(DAY, by="boss", at=LATER, today=DAY, most_days=30)


AGREEING = {
    VersionStatus.DRAFT: "draft in_approval expired superseded",
    VersionStatus.SENT: "sent viewed expired superseded",
    VersionStatus.ACCEPTED: "accepted converted superseded",
    VersionStatus.REJECTED: "rejected expired superseded",
}


@pytest.mark.parametrize("theirs", AGREEING)
def test_the_sales_systems_word_wins(theirs: VersionStatus) -> None:
    for status in VersionStatus:
        assert version(status).agrees_with(theirs) == (status in AGREEING[theirs].split()), status
        followed, event = version(status).follow(theirs, by="system:sales", at=LATER)
        assert (followed.status, event.status, followed.agrees_with(theirs)) == (theirs, theirs, True)
    assert (version().follow(VersionStatus.ACCEPTED, by="x", at=LATER)[0].decided_at) == LATER
    assert (version(sent_at=START).follow(VersionStatus.DRAFT, by="x", at=LATER)[0].sent_at) is None


def test_one_that_another_took_the_place_of_is_not_accepted_there_too() -> None:
    superseded, _ = version(VersionStatus.SENT).supersede("q-2", by="ada", at=LATER)
    reopened, _ = version(VersionStatus.ACCEPTED).supersede(None, by="ada", at=LATER)

    assert not superseded.agrees_with(VersionStatus.ACCEPTED)
    assert superseded.agrees_with(VersionStatus.SENT)
    assert reopened.agrees_with(VersionStatus.ACCEPTED)
    followed, _ = superseded.follow(VersionStatus.SENT, by="ada", at=LATER)
    assert not followed.agrees_with(VersionStatus.ACCEPTED)


def test_two_versions_are_told_apart_line_by_line() -> None:
    dearer = ENGINE.model_copy(
        update={"unit_price_minor": 12_000, "quantity": Decimal("2.5"), "description": "Engine II"}
    )
    support = PricedLine(description="Support", unit_price_minor=100)
    former = version(lines=(ENGINE, SETUP, SETUP))
    later = version(
        lines=(support, SETUP, dearer),
        revision=2,
        header_discount=HeaderDiscount(minor=100),
        valid_until=date(2027, 1, 1),
    )
    found = diff(former, later)

    assert (found.added, found.removed) == ((support,), (SETUP,))
    [changed] = found.changed
    assert changed.description == "Engine II"
    assert {(each.field, each.before, each.after) for each in changed.changes} == {
        ("description", "Engine", "Engine II"),
        ("quantity", "2", "2.5"),
        ("unit_price_minor", 10_000, 12_000),
    }
    assert {each.field for each in found.terms} == {"valid_until", "header_discount_minor"}
    assert (found.before.net_minor, found.after.net_minor) == (30_000, 35_000)
    assert (found.former_revision, found.revision) == (1, 2)


def test_a_version_is_no_different_from_itself() -> None:
    one = version(lines=(ENGINE, SETUP, SETUP))
    found = diff(one, one)

    assert (found.added, found.removed, found.changed, found.terms) == ((), (), (), ())

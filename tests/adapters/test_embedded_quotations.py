"""The built-in quotation desk keeps what QuotationProvider promises, on every database and under concurrency."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from crm_adapters.embedded import EmbeddedOrders, EmbeddedQuotations
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database
from crm_core.errors import Invalid
from crm_core.money import Money
from crm_core.quotations import net_and_tax
from crm_core.testing import START, VirtualClock, answers, at_once, refusals
from crm_operations.providers import (
    Quotation,
    QuotationDraft,
    QuotationLine,
    QuotationNotFound,
    QuotationProvider,
    QuotationRefused,
    QuotationStatus,
    QuotationUpdate,
)

NEW_YORK = ZoneInfo("America/New_York")
LAST_DAY = date(2026, 3, 31)
LAST_SECOND = datetime(2026, 3, 31, 23, 59, 59, 999_999, tzinfo=NEW_YORK)
EXPIRED = LAST_SECOND + timedelta(microseconds=1)
LATER = START + timedelta(hours=1)

ENGINE = QuotationLine(description="Analytical engine", quantity=Decimal(2), unit_price_minor=1_250_000)
CARDS = QuotationLine(description="Punched cards", quantity=Decimal(1_000), unit_price_minor=3)
DRAFT = QuotationDraft(
    opportunity_id="deal", customer_id="customer", currency_code="USD", lines=(ENGINE, CARDS), valid_until=LAST_DAY
)


@pytest.fixture
def tenant() -> str:
    return new_id()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def quotations(database: Database, clock: VirtualClock) -> EmbeddedQuotations:
    return EmbeddedQuotations(database, clock, new_id, lambda _: NEW_YORK)


@pytest.fixture
def draft(quotations: EmbeddedQuotations, tenant: str) -> Quotation:
    return quotations.create_from_opportunity(tenant, DRAFT, key="key")


@pytest.mark.requirement("IFC-CRMOP-0035", "INT-CRMOP-0084", "INT-CRMOP-0085", "PLAN-020")
def test_an_opportunity_is_quoted_line_by_line(quotations: EmbeddedQuotations, tenant: str) -> None:
    provider: QuotationProvider = quotations

    created = provider.create_from_opportunity(tenant, DRAFT, key="closing/quotation")

    assert created == Quotation(
        id=created.id,
        number="QUOTE-2026-0001",
        opportunity_id="deal",
        customer_id="customer",
        status=QuotationStatus.DRAFT,
        total=Money(minor=2_503_000, currency="USD"),
        lines=(ENGINE, CARDS),
        valid_until=LAST_DAY,
        created_at=START,
    )
    assert provider.find_by_id(tenant, created.id) == created
    assert provider.get_status(tenant, created.id) is QuotationStatus.DRAFT
    assert provider.get_total_value(tenant, created.id) == Money(minor=2_503_000, currency="USD")
    assert provider.get_currency(tenant, created.id) == "USD"
    assert provider.get_expiry_date(tenant, created.id) == LAST_DAY


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.builds(
            QuotationLine,
            description=st.just("thing"),
            quantity=st.decimals("0.0001", 10**6, places=4),
            unit_price_minor=st.integers(0, 10**8),
            discount_basis_points=st.integers(0, 10_000),
            tax_basis_points=st.sampled_from([0, 700, 1_900]),
        ),
        max_size=8,
    )
)
@pytest.mark.requirement("IFC-CRMOP-0035")
def test_the_total_is_exactly_what_the_lines_come_to(
    quotations: EmbeddedQuotations, tenant: str, lines: list[QuotationLine]
) -> None:
    off = sum(line.net_minor for line in lines) // 7
    wish = DRAFT.model_copy(update={"lines": tuple(lines), "discount_minor": off})

    created = quotations.create_from_opportunity(tenant, wish, key=new_id())

    kept = quotations.find_by_id(tenant, created.id)
    assert kept is not None
    assert kept == created
    assert [line.quantity.as_tuple() for line in kept.lines] == [line.quantity.as_tuple() for line in lines]
    assert created.total.minor == sum(line.net_minor for line in lines) - off
    assert (created.total.minor, created.tax_minor) == net_and_tax(lines, off)


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_figures_no_database_can_hold_are_refused(quotations: EmbeddedQuotations, tenant: str) -> None:
    endless = QuotationLine(description="Endless", quantity=Decimal(10**9), unit_price_minor=10**10)

    with pytest.raises(Invalid, match="beyond all measure"):
        quotations.create_from_opportunity(tenant, DRAFT.model_copy(update={"lines": (endless,)}), key="key")
    with pytest.raises(Invalid, match="the calendar ends there"):
        quotations.create_from_opportunity(tenant, DRAFT.model_copy(update={"valid_until": date.max}), key="key")

    assert quotations.create_from_opportunity(tenant, DRAFT, key="key").number == "QUOTE-2026-0001"


@pytest.mark.requirement("IFC-CRMOP-0035", "INT-004")
def test_the_same_key_again_answers_the_first_quotation_and_takes_no_number(
    database: Database, quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    again = quotations.create_from_opportunity(tenant, DRAFT, key="key")
    with database.local_transaction(tenant):
        once_more = quotations.create_from_opportunity(tenant, DRAFT, key="key")
        second = quotations.create_from_opportunity(tenant, DRAFT, key="second key")

    assert again == once_more == draft
    assert second.number == "QUOTE-2026-0002"


@pytest.mark.requirement("IFC-CRMOP-0035", "INT-004")
def test_concurrent_creations_have_numbers_without_gaps_or_doubles(quotations: EmbeddedQuotations, tenant: str) -> None:
    # Two threads share each key, so half of the numbers drawn have to be given back.
    create = quotations.create_from_opportunity
    created = answers(at_once([partial(create, tenant, DRAFT, key=f"key {number // 2}") for number in range(12)]))

    assert {quotation.number for quotation in created} == {f"QUOTE-2026-{count:04d}" for count in range(1, 7)}
    assert len({quotation.id for quotation in created}) == 6


@pytest.mark.requirement("IFC-CRMOP-0035", "INT-004")
def test_numbers_begin_anew_with_the_year_where_the_tenant_lives(
    quotations: EmbeddedQuotations, tenant: str, clock: VirtualClock, draft: Quotation
) -> None:
    clock.set(datetime(2026, 12, 31, 23, 30, tzinfo=NEW_YORK))
    still_old = quotations.create_from_opportunity(tenant, DRAFT, key="still old")
    clock.set(datetime(2027, 1, 1, 0, 0, tzinfo=NEW_YORK))
    new = quotations.create_from_opportunity(tenant, DRAFT, key="new")

    assert [draft.number, still_old.number, new.number] == ["QUOTE-2026-0001", "QUOTE-2026-0002", "QUOTE-2027-0001"]


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_the_quotations_of_a_deal_come_newest_first(
    quotations: EmbeddedQuotations, tenant: str, clock: VirtualClock, draft: Quotation
) -> None:
    clock.advance(timedelta(days=1))
    second = quotations.create_from_opportunity(tenant, DRAFT, key="second")
    third = quotations.create_from_opportunity(tenant, DRAFT.model_copy(update={"lines": ()}), key="third")
    quotations.create_from_opportunity(tenant, DRAFT.model_copy(update={"opportunity_id": "other"}), key="other")

    assert quotations.find_by_opportunity_id(tenant, "deal") == [third, second, draft]
    assert quotations.find_by_opportunity_id(tenant, "unknown") == []


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_a_draft_can_be_changed(quotations: EmbeddedQuotations, tenant: str, draft: Quotation) -> None:
    cheaper = quotations.update(tenant, draft.id, QuotationUpdate(lines=(CARDS,)))
    longer = quotations.update(tenant, draft.id, QuotationUpdate(valid_until=date(2026, 4, 1)))

    assert cheaper == draft.model_copy(update={"lines": (CARDS,), "total": Money(minor=3_000, currency="USD")})
    assert longer == cheaper.model_copy(update={"valid_until": date(2026, 4, 1)})
    assert quotations.find_by_id(tenant, draft.id) == longer
    assert quotations.update(tenant, draft.id, QuotationUpdate()) == longer
    assert not quotations.is_expired(tenant, draft.id, EXPIRED)


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_what_was_sent_can_no_longer_be_changed(quotations: EmbeddedQuotations, tenant: str, draft: Quotation) -> None:
    sent = quotations.mark_as_sent(tenant, draft.id, LATER)

    for update in (QuotationUpdate(lines=(CARDS,)), QuotationUpdate()):
        with pytest.raises(QuotationRefused, match="is sent and cannot be changed"):
            quotations.update(tenant, draft.id, update)

    assert quotations.find_by_id(tenant, draft.id) == sent


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_a_quotation_is_sent_and_accepted_once(quotations: EmbeddedQuotations, tenant: str, draft: Quotation) -> None:
    sent = quotations.mark_as_sent(tenant, draft.id, LATER)
    assert sent == draft.model_copy(update={"status": QuotationStatus.SENT, "sent_at": LATER})
    assert quotations.mark_as_sent(tenant, draft.id, LATER + timedelta(days=1)) == sent

    decided_at = LATER + timedelta(days=2)
    accepted = quotations.mark_as_accepted(tenant, draft.id, decided_at)
    assert accepted == sent.model_copy(update={"status": QuotationStatus.ACCEPTED, "decided_at": decided_at})
    assert quotations.mark_as_accepted(tenant, draft.id, EXPIRED) == accepted
    assert quotations.find_by_id(tenant, draft.id) == accepted

    with pytest.raises(QuotationRefused, match="is accepted and cannot be sent"):
        quotations.mark_as_sent(tenant, draft.id, LATER)
    with pytest.raises(QuotationRefused, match="is accepted and cannot be rejected"):
        quotations.mark_as_rejected(tenant, draft.id, "too dear", LATER)


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_a_draft_that_is_accepted_is_sent_on_the_way(
    quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    accepted = quotations.mark_as_accepted(tenant, draft.id, LATER.astimezone(NEW_YORK))

    assert (accepted.sent_at, accepted.decided_at) == (LATER, LATER)
    assert quotations.find_by_id(tenant, draft.id) == accepted


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_a_rejected_quotation_keeps_its_first_reason(
    quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    rejected = quotations.mark_as_rejected(tenant, draft.id, "too dear", LATER)

    assert rejected == draft.model_copy(
        update={"status": QuotationStatus.REJECTED, "decided_at": LATER, "rejection_reason": "too dear"}
    )
    assert quotations.mark_as_rejected(tenant, draft.id, "too late", EXPIRED) == rejected
    with pytest.raises(QuotationRefused, match="is rejected and cannot be accepted"):
        quotations.mark_as_accepted(tenant, draft.id, LATER)
    with pytest.raises(QuotationRefused, match="is rejected and cannot be sent"):
        quotations.mark_as_sent(tenant, draft.id, LATER)


@pytest.mark.requirement("IFC-CRMOP-0035", "PLAN-020")
def test_a_quotation_is_valid_to_the_last_second_of_its_day_in_new_york(
    quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    assert not quotations.is_expired(tenant, draft.id, LAST_SECOND)
    assert quotations.is_expired(tenant, draft.id, EXPIRED)

    accepted = quotations.mark_as_accepted(tenant, draft.id, LAST_SECOND)

    assert accepted.status is QuotationStatus.ACCEPTED
    assert not quotations.is_expired(tenant, draft.id, EXPIRED)


@pytest.mark.requirement("IFC-CRMOP-0035", "PLAN-020")
def test_an_expired_quotation_cannot_be_accepted_but_rejected(
    quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    quotations.mark_as_sent(tenant, draft.id, LATER)

    with pytest.raises(QuotationRefused, match="expired on 2026-03-31"):
        quotations.mark_as_accepted(tenant, draft.id, EXPIRED)
    assert quotations.get_status(tenant, draft.id) is QuotationStatus.SENT

    quotations.mark_as_rejected(tenant, draft.id, "nobody answered", EXPIRED)
    assert not quotations.is_expired(tenant, draft.id, EXPIRED)


@pytest.mark.requirement("IFC-CRMOP-0035")
@pytest.mark.parametrize(
    ("zone", "day", "first_moment_after"),
    [
        pytest.param("Pacific/Kiritimati", date(2026, 5, 1), datetime(2026, 5, 1, 10, tzinfo=UTC), id="14 hours ahead"),
        pytest.param("America/New_York", date(2026, 3, 8), datetime(2026, 3, 9, 4, tzinfo=UTC), id="a day of 23 hours"),
        pytest.param("America/Santiago", date(2026, 9, 5), datetime(2026, 9, 6, 4, tzinfo=UTC), id="midnight skipped"),
        pytest.param("America/Havana", date(2026, 10, 31), datetime(2026, 11, 1, 4, tzinfo=UTC), id="midnight twice"),
    ],
)
def test_a_day_ends_when_it_ends_where_the_tenant_lives(
    database: Database, tenant: str, zone: str, day: date, first_moment_after: datetime
) -> None:
    desk = EmbeddedQuotations(database, VirtualClock(), new_id, lambda _: ZoneInfo(zone))

    created = desk.create_from_opportunity(tenant, DRAFT.model_copy(update={"valid_until": day}), key="key")

    assert not desk.is_expired(tenant, created.id, first_moment_after - timedelta(microseconds=1))
    assert desk.is_expired(tenant, created.id, first_moment_after)


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_of_ten_who_accept_at_once_one_does_and_all_are_told_the_same(
    quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    accept = quotations.mark_as_accepted
    told = answers(
        at_once([partial(accept, tenant, draft.id, LATER + timedelta(seconds=number)) for number in range(10)])
    )

    assert told == [told[0]] * 10
    assert told[0].status is QuotationStatus.ACCEPTED


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_of_those_who_accept_and_reject_at_once_one_side_wins(
    quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    accept = partial(quotations.mark_as_accepted, tenant, draft.id, LATER)
    reject = partial(quotations.mark_as_rejected, tenant, draft.id, "too dear", LATER)
    outcomes = at_once([accept, reject] * 5)

    assert len(refusals(outcomes)) == 5
    assert answers(outcomes) == [quotations.find_by_id(tenant, draft.id)] * 5


@pytest.mark.requirement("IFC-CRMOP-0035", "BUS-CRMOP-0013")
def test_an_unwinding_workflow_finds_the_way_back(
    quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    sent = quotations.mark_as_sent(tenant, draft.id, LATER)
    quotations.mark_as_accepted(tenant, draft.id, LATER)
    assert quotations.revert(tenant, draft.id, QuotationStatus.SENT) == sent
    assert quotations.revert(tenant, draft.id, QuotationStatus.SENT) == sent

    quotations.mark_as_rejected(tenant, draft.id, "too dear", LATER)
    assert quotations.revert(tenant, draft.id, QuotationStatus.SENT) == sent
    assert quotations.revert(tenant, draft.id, QuotationStatus.DRAFT) == draft

    quotations.mark_as_accepted(tenant, draft.id, LATER)
    assert quotations.revert(tenant, draft.id, QuotationStatus.DRAFT) == draft
    assert quotations.find_by_id(tenant, draft.id) == draft


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_nothing_is_reverted_to_what_it_never_was(
    quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    for status in (QuotationStatus.SENT, QuotationStatus.ACCEPTED, QuotationStatus.REJECTED):
        with pytest.raises(QuotationRefused, match=f"is draft and cannot be reverted to {status}"):
            quotations.revert(tenant, draft.id, status)

    rejected = quotations.mark_as_rejected(tenant, draft.id, "too dear", LATER)
    assert quotations.revert(tenant, draft.id, QuotationStatus.REJECTED) == rejected
    with pytest.raises(QuotationRefused, match="is rejected and cannot be reverted to sent"):
        quotations.revert(tenant, draft.id, QuotationStatus.SENT)


@pytest.mark.requirement("IFC-CRMOP-0035", "BUS-CRMOP-0013")
def test_withdrawing_takes_back_what_the_key_created_and_leaves_no_gap(
    quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    other = quotations.create_from_opportunity(tenant, DRAFT, key="other key")
    quotations.withdraw(tenant, draft.id, key="other key")
    assert quotations.find_by_id(tenant, draft.id) == draft

    quotations.withdraw(tenant, draft.id, key="key")
    quotations.withdraw(tenant, draft.id, key="key")
    quotations.withdraw(tenant, "unknown", key="key")

    assert quotations.find_by_id(tenant, draft.id) is None
    assert quotations.find_by_opportunity_id(tenant, "deal") == [other]
    with pytest.raises(QuotationNotFound):
        quotations.mark_as_accepted(tenant, draft.id, LATER)
    assert quotations.create_from_opportunity(tenant, DRAFT, key="key").number == "QUOTE-2026-0003"


@pytest.mark.requirement("IFC-CRMOP-0035", "BUS-CRMOP-0013")
def test_what_was_ordered_is_neither_reverted_nor_withdrawn(
    database: Database, quotations: EmbeddedQuotations, tenant: str, draft: Quotation
) -> None:
    accepted = quotations.mark_as_accepted(tenant, draft.id, LATER)
    orders = EmbeddedOrders(database, VirtualClock(), new_id, lambda _: ZoneInfo("UTC"))
    orders.create_from_quotation(tenant, draft.id, key="key")

    with pytest.raises(QuotationRefused, match="is accepted and cannot be reverted to draft"):
        quotations.revert(tenant, draft.id, QuotationStatus.DRAFT)
    with pytest.raises(QuotationRefused, match="is ordered and cannot be withdrawn"):
        quotations.withdraw(tenant, draft.id, key="key")

    assert quotations.find_by_id(tenant, draft.id) == accepted


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_tenants_and_strangers_find_nothing(quotations: EmbeddedQuotations, tenant: str, draft: Quotation) -> None:
    stranger = new_id()
    asked: list[Callable[[], object]] = [
        lambda: quotations.update(stranger, draft.id, QuotationUpdate(lines=())),
        lambda: quotations.get_status(stranger, draft.id),
        lambda: quotations.mark_as_sent(stranger, draft.id, LATER),
        lambda: quotations.mark_as_accepted(stranger, draft.id, LATER),
        lambda: quotations.mark_as_rejected(stranger, draft.id, "too dear", LATER),
        lambda: quotations.revert(stranger, draft.id, QuotationStatus.DRAFT),
        lambda: quotations.revert(stranger, draft.id, QuotationStatus.ACCEPTED),
        lambda: quotations.get_total_value(stranger, draft.id),
        lambda: quotations.get_currency(stranger, draft.id),
        lambda: quotations.is_expired(stranger, draft.id, LATER),
        lambda: quotations.get_expiry_date(stranger, draft.id),
    ]

    for ask in asked:
        with pytest.raises(QuotationNotFound):
            ask()
    quotations.withdraw(stranger, draft.id, key="key")

    assert quotations.find_by_id(stranger, draft.id) is None
    assert quotations.find_by_opportunity_id(stranger, "deal") == []
    assert quotations.find_by_id(tenant, draft.id) == draft
    assert quotations.create_from_opportunity(stranger, DRAFT, key="key").number == "QUOTE-2026-0001"


@pytest.mark.requirement("IFC-CRMOP-0035")
def test_within_a_joint_transaction_accepting_an_own_draft_reads_nothing_back_and_is_right(
    database: Database, quotations: EmbeddedQuotations, tenant: str
) -> None:
    with database.local_transaction(tenant):
        first = quotations.create_from_opportunity(tenant, DRAFT, key="first")
        with statements_of(database) as spoken:
            accepted = quotations.mark_as_accepted(tenant, first.id, LATER)
        changed = quotations.create_from_opportunity(tenant, DRAFT, key="second")
        quotations.update(tenant, changed.id, QuotationUpdate(lines=(CARDS,)))
        accepted_after_change = quotations.mark_as_accepted(tenant, changed.id, LATER)

    assert [statement.split()[0] for statement in spoken] == ["UPDATE"]
    assert quotations.find_by_id(tenant, first.id) == accepted
    assert quotations.find_by_id(tenant, changed.id) == accepted_after_change
    assert accepted_after_change.lines == (CARDS,)


class statements_of:  # noqa: N801  reads as a function
    """What is said to a database within a block."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._spoken: list[str] = []

    def __enter__(self) -> list[str]:
        event.listen(self._engine, "before_cursor_execute", self._hear)
        return self._spoken

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self._spoken.append(statement)

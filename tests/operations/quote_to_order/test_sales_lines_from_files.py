"""Rows of sales become what a won deal sold: a version of its quotation, and credits by product."""

from typing import Any

import pytest
from quoting import Quoting

from crm_core.actor import Actor, Role
from crm_core.credits import standing
from crm_core.imports import Chunk, MappedRow, Outcome, Reference, SalesLineRecord
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.products import AddProduct
from crm_core.quotations import QuotationVersion, QuotationVersionFilter, VersionStatus
from crm_core.testing import TENANT
from crm_operations.product_catalog import ProductCoordinator
from crm_operations.quote_to_order import SalesLineRows

BOSS = Actor(tenant_id=TENANT, user_id="boss", roles=frozenset({Role.ADMIN}))


@pytest.fixture
def team() -> Quoting:
    return Quoting()


@pytest.fixture
def writer(team: Quoting) -> SalesLineRows:
    world = team.world
    catalog = ProductCoordinator(world.records, world.settings_for, world.clock, world.new_id)
    catalog.add(BOSS, AddProduct(code="ENG-1", name="Engine", category="Hardware"))
    return SalesLineRows(
        world.records,
        world.quotation_versions,
        world.deal_credits,
        world.credited_people,
        world.settings_for,
        world.clock,
        world.new_id,
    )


@pytest.fixture
def won(team: Quoting, writer: SalesLineRows) -> Opportunity:
    deal = team.open_deal(90_000)
    team.wins(deal, value=Money(minor=90_000, currency=deal.currency_code))
    return team.deal_now(deal)


def a_row(deal: Opportunity, **cells: Any) -> SalesLineRecord:
    return SalesLineRecord(deal=Reference(by="number", value=deal.opportunity_number), **cells)


def a_chunk(*records: SalesLineRecord, batch: str = "batch-1", first: int = 2) -> Chunk:
    rows = [MappedRow(line, record) for line, record in enumerate(records, first)]
    return Chunk(batch_id=batch, batch_number="IMPORT-2026-0001", file=0, rows=rows)


def sold(team: Quoting, deal: Opportunity) -> list[QuotationVersion]:
    with team.world.records.reading(BOSS) as work:
        found = work.quotation_versions.find(QuotationVersionFilter(opportunity_id=deal.id))
    return [version for version in found if version.status is VersionStatus.CONVERTED]


def credited(team: Quoting, deal: Opportunity) -> dict[str | None, int]:
    with team.world.records.reading(BOSS) as work:
        return {each.credit.product: each.left_minor for each in standing(work.credits.of(deal.id))}


def test_rows_of_a_deal_are_what_it_sold_dated_by_its_closing(
    team: Quoting, writer: SalesLineRows, won: Opportunity
) -> None:
    rows = (a_row(won, product="ENG-1", quantity=2, amount_minor=60_000), a_row(won, product="X", amount_minor=30_000))
    lines = writer.import_rows(BOSS, a_chunk(*rows))
    [version] = sold(team, won)
    assert [(line.outcome, line.entity_id) for line in lines] == [(Outcome.CREATED, version.id)] * 2
    assert (version.net_minor, version.created_at) == (90_000, won.closed_at)
    assert [(line.description, line.category) for line in version.lines] == [("Engine", "Hardware"), ("X", None)]
    assert credited(team, won) == {"ENG-1": 60_000, "X": 30_000}


def test_what_a_deal_was_won_at_is_credited_whatever_its_lines_add_up_to(
    team: Quoting, writer: SalesLineRows, won: Opportunity
) -> None:
    writer.import_rows(BOSS, a_chunk(a_row(won, product="A", amount_minor=1), a_row(won, product="B", amount_minor=2)))
    assert credited(team, won) == {"A": 30_000, "B": 60_000}


def test_lines_of_a_later_chunk_of_the_batch_join_the_earlier_ones(
    team: Quoting, writer: SalesLineRows, won: Opportunity
) -> None:
    writer.import_rows(BOSS, a_chunk(a_row(won, product="A", amount_minor=1)))
    writer.import_rows(BOSS, a_chunk(a_row(won, product="A", amount_minor=2), first=3))
    [version] = sold(team, won)
    assert [line.net_minor for line in version.lines] == [1, 2]
    assert credited(team, won) == {"A": 90_000}


def test_another_import_adds_nothing_to_what_a_deal_sold(
    team: Quoting, writer: SalesLineRows, won: Opportunity
) -> None:
    writer.import_rows(BOSS, a_chunk(a_row(won, product="A", amount_minor=1)))
    [line] = writer.import_rows(BOSS, a_chunk(a_row(won, product="B", amount_minor=1), batch="batch-2"))
    assert line.problem is not None
    assert won.opportunity_number in line.problem.problem
    assert credited(team, won) == {"A": 90_000}


def test_a_row_of_a_deal_that_is_unknown_or_not_won_is_refused(team: Quoting, writer: SalesLineRows) -> None:
    deal = team.open_deal()
    unknown = SalesLineRecord(deal=Reference(by="external_id", value="acme:9"), product="A", amount_minor=1)
    lines = writer.import_rows(BOSS, a_chunk(a_row(deal, product="A", amount_minor=1), unknown))
    problems = [line.problem.problem for line in lines if line.problem]
    assert "is not won" in problems[0]
    assert "acme:9" in problems[1]
    assert sold(team, deal) == []


def test_lines_are_taken_back_and_the_deal_is_credited_as_before(
    team: Quoting, writer: SalesLineRows, won: Opportunity
) -> None:
    before = credited(team, won)
    lines = writer.import_rows(BOSS, a_chunk(a_row(won, product="A", amount_minor=1)))
    undone = writer.undo_rows(BOSS, lines)
    assert (undone.reversed, undone.kept) == (1, ())
    assert sold(team, won) == []
    assert credited(team, won) == before
    assert writer.undo_rows(BOSS, lines) == undone

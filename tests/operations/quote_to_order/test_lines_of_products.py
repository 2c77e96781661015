"""Lines take from the catalog what they do not say, and keep it."""

import pytest
from quoting import Quoting

from crm_core.errors import Invalid
from crm_core.opportunities import Opportunity
from crm_core.products import AddProduct, EditProduct, ProductIsRetired
from crm_core.quotations import AskedLine, PricedLine
from crm_operations.product_catalog import ProductCoordinator
from crm_operations.quote_to_order import GenerateQuotation, Offered, ReviseQuotation

ENGINE = AddProduct(code="ENG-1", name="Engine", category="Hardware", list_price_minor=45_000, currency_code="USD")


@pytest.fixture
def team() -> Quoting:
    return Quoting()


@pytest.fixture
def catalog(team: Quoting) -> ProductCoordinator:
    world = team.world
    return ProductCoordinator(world.records, world.settings_for, world.clock, world.new_id)


def offers(team: Quoting, deal: Opportunity, *lines: AskedLine) -> Offered:
    return team.quotes().generate(team.rita, GenerateQuotation(opportunity_id=deal.id, lines=lines))


def lines(team: Quoting, offered: Offered) -> tuple[PricedLine, ...]:
    return team.version(offered).lines


def test_a_line_takes_name_category_and_list_price_of_its_product(team: Quoting, catalog: ProductCoordinator) -> None:
    catalog.add(team.boss, ENGINE)
    [line] = lines(team, offers(team, team.open_deal(), AskedLine(code="ENG-1")))
    assert line == PricedLine(
        description="Engine", code="ENG-1", category="Hardware", list_price_minor=45_000, unit_price_minor=45_000
    )


def test_what_a_line_says_itself_is_not_the_catalogs(team: Quoting, catalog: ProductCoordinator) -> None:
    catalog.add(team.boss, ENGINE)
    own = {"description": "Big engine", "category": "Ships", "list_price_minor": 50_000, "unit_price_minor": 1}
    [line] = lines(team, offers(team, team.open_deal(), AskedLine.model_validate({"code": "ENG-1", **own})))
    assert {name: getattr(line, name) for name in own} == own


def test_a_line_keeps_what_its_product_was_when_it_was_quoted(team: Quoting, catalog: ProductCoordinator) -> None:
    product = catalog.add(team.boss, ENGINE)
    deal = team.open_deal()
    first = offers(team, deal, AskedLine(code="ENG-1"))
    catalog.edit(team.boss, product.id, EditProduct(name="Motor", list_price_minor=1))
    catalog.retire(team.boss, product.id)

    assert lines(team, first) == lines(team, offers(team, deal))
    care = AskedLine(description="Care", unit_price_minor=1_000)
    command = ReviseQuotation(quotation_id=first.quotation_id, lines=(*lines(team, first), care))
    revised = lines(team, team.quotes().revise(team.rita, command))
    assert [line.description for line in revised] == ["Engine", "Care"]


def test_a_new_line_of_a_retired_product_is_refused_until_it_is_restored(
    team: Quoting, catalog: ProductCoordinator
) -> None:
    product = catalog.add(team.boss, ENGINE)
    catalog.retire(team.boss, product.id)
    deal = team.open_deal()
    with pytest.raises(ProductIsRetired, match="crm product restore ENG-1"):
        offers(team, deal, AskedLine(code="ENG-1"))
    catalog.restore(team.boss, product.id)
    assert offers(team, deal, AskedLine(code="ENG-1")).total.minor == 45_000


def test_an_unknown_code_is_any_text_unless_the_tenant_sells_its_catalog_only(
    team: Quoting, catalog: ProductCoordinator
) -> None:
    deal, line = team.open_deal(), AskedLine(code="X-1", description="Extra", unit_price_minor=5)
    assert lines(team, offers(team, deal, line))[0].code == "X-1"
    team.world.settings = team.world.settings.model_copy(
        update={"quotations": team.world.settings.quotations.model_copy(update={"known_products_only": True})}
    )
    with pytest.raises(Invalid, match="X-2"):
        offers(team, deal, line.model_copy(update={"code": "X-2"}))
    catalog.add(team.boss, ENGINE)
    assert offers(team, deal, AskedLine(code="ENG-1")).total.minor == 45_000


@pytest.mark.parametrize("line", [AskedLine(unit_price_minor=5), AskedLine(description="Extra", code="X-1")])
def test_a_line_without_a_name_or_price_says_what_is_missing(team: Quoting, line: AskedLine) -> None:
    with pytest.raises(Invalid, match="line 1 has no"):
        offers(team, team.open_deal(), line)


def test_a_list_price_in_another_currency_is_not_taken(team: Quoting, catalog: ProductCoordinator) -> None:
    catalog.add(team.boss, ENGINE.model_copy(update={"currency_code": "JPY"}))
    with pytest.raises(Invalid, match="no price"):
        offers(team, team.open_deal(), AskedLine(code="ENG-1"))

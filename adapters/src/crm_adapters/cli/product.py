"""``crm product``: the catalog of what is sold."""

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Noun
from crm_adapters.cli.shell.screen import amount
from crm_core.products import Product
from crm_operations.product_catalog import ProductCoordinator

app = typer.Typer(no_args_is_help=True)

PRODUCT = Noun(
    "product_id",
    "PRODUCT",
    "The product's code, such as ENG-1, or its id.",
    lambda session, reference: session.crm.products.get(session.actor, reference),
    lambda product: product.id,
)


def _price(product: Product) -> str:
    if product.list_price_minor is None or product.currency_code is None:
        return ""
    return amount(product.list_price_minor, product.currency_code)


PRICE = Column[Product]("Price", lambda product, _: _price(product), right=True)
RETIRED = Column[Product]("Retired", lambda product, _: "" if product.is_active else "retired")

add_listing(app, ProductCoordinator.list, ("code", "name", "category", PRICE, "recurring", RETIRED), "products")
add_command(app, "show", ProductCoordinator.get, on=PRODUCT)
add_command(app, "add", ProductCoordinator.add, "{name} is in the catalog as {code}.")
add_command(app, "edit", ProductCoordinator.edit, "{name} is changed.", on=PRODUCT)
add_command(app, "retire", ProductCoordinator.retire, "{name} is retired.", on=PRODUCT)
add_command(app, "restore", ProductCoordinator.restore, "{name} is sold again.", on=PRODUCT)

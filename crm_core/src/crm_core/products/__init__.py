"""Products: the catalog of what a tenant sells."""

from crm_core.products.product import (
    AddProduct,
    EditProduct,
    Product,
    ProductFields,
    ProductFilter,
    ProductIsRetired,
    ProductNotFound,
    RecurringPeriod,
)

__all__ = [
    "AddProduct",
    "EditProduct",
    "Product",
    "ProductFields",
    "ProductFilter",
    "ProductIsRetired",
    "ProductNotFound",
    "RecurringPeriod",
]

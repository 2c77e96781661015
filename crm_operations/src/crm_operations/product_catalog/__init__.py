"""The catalog of products: listed, entered, edited, retired."""

from crm_operations.product_catalog.coordinator import ProductCoordinator

__all__ = ["ProductCoordinator"]

"""Custom fields: what a tenant keeps of its leads, deals, activities and products besides what everybody does."""

from crm_core.custom_fields.own_columns import Custom, CustomValue, ExternalId, OwnColumns, OwnValues

__all__ = ["Custom", "CustomValue", "ExternalId", "OwnColumns", "OwnValues"]

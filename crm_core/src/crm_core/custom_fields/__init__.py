"""Custom fields: what a tenant keeps of its leads, deals, activities and products besides what everybody does."""

from crm_core.custom_fields.custom_field import (
    AddCustomField,
    CustomField,
    CustomFieldFilter,
    CustomFieldNotFound,
    CustomFieldTerms,
    EditCustomField,
    FieldOwner,
)
from crm_core.custom_fields.fitting import FieldsOf, fitted
from crm_core.custom_fields.own_columns import Custom, CustomValue, ExternalId, OwnColumns, OwnValues
from crm_core.custom_fields.reading import FieldType
from crm_core.custom_fields.store import CustomFieldStore

__all__ = [
    "AddCustomField",
    "Custom",
    "CustomField",
    "CustomFieldFilter",
    "CustomFieldNotFound",
    "CustomFieldStore",
    "CustomFieldTerms",
    "CustomValue",
    "EditCustomField",
    "ExternalId",
    "FieldOwner",
    "FieldType",
    "FieldsOf",
    "OwnColumns",
    "OwnValues",
    "fitted",
]

"""Versions of quotations in their table."""

from types import MappingProxyType

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_core.quotations import QuotationVersion, QuotationVersionFilter


class SqlQuotationVersions(SqlEntityStore[QuotationVersion, QuotationVersionFilter]):
    mapping = EntityMapping(QuotationVersion, "crm_quotation_versions")
    sorts = MappingProxyType(
        {"opportunity_id": "MariaDB takes the index of the key, which is in the order of revisions; a deal has few"}
    )

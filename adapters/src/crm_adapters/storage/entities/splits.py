"""Splits of deals in their table."""

from types import MappingProxyType

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_core.splits import Split, SplitFilter


class SqlSplits(SqlEntityStore[Split, SplitFilter]):
    mapping = EntityMapping(Split, "crm_splits")
    sorts = MappingProxyType(
        {"opportunity_id": "MariaDB takes the index of the key, which is in the order of revisions; a deal has few"}
    )

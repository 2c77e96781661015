"""The store of quotas in memory."""

from collections.abc import Collection, Sequence

from crm_core.quotas import Quota, QuotaFilter
from crm_operations.testing.records.entity_store import FakeEntityStore


class FakeQuotas(FakeEntityStore[Quota, QuotaFilter]):
    def newest(self, subject_key: str, period: str, *, lock: bool = False) -> Quota | None:
        return self._one(subject_key=subject_key, period=period, replaced_at=None)

    def holding(self, periods: Collection[str]) -> Sequence[Quota]:
        return [each for each in self.all() if each.period in periods and each.holds]

"""Where quotas are stored."""

from collections.abc import Collection, Sequence
from typing import Protocol

from crm_core.quotas.quota import Quota, QuotaFilter
from crm_core.stores import EntityStore


class QuotaStore(EntityStore[Quota, QuotaFilter], Protocol):
    """Stores revisions of quotas."""

    def newest(self, subject_key: str, period: str, *, lock: bool = False) -> Quota | None:
        """The newest revision, withdrawn or not; ``lock`` blocks other writers until the unit of work ends."""
        ...

    def holding(self, periods: Collection[str]) -> Sequence[Quota]:
        """Whatever holds for one of these periods, by one statement, in the order of ids."""
        ...

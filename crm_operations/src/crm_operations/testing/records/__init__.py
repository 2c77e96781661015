"""Records in memory, with the meaning they have on a database."""

from crm_operations.testing.records.fake_records import (
    FakeRecords,
    FakeUnitOfWork,
    RecordsBusy,
    UnitsOfWorkNested,
)

__all__ = ["FakeRecords", "FakeUnitOfWork", "RecordsBusy", "UnitsOfWorkNested"]

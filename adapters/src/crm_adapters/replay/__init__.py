"""Replays: a CSV history of deals goes through the coordinators as it happened."""

from crm_adapters.replay.batch import BatchReplayed, ReplayBatch, ReplayBatchWorkflow
from crm_adapters.replay.cached import CachedCustomers, CachedPeople
from crm_adapters.replay.commissions import pay_commissions
from crm_adapters.replay.data_set import DataSet
from crm_adapters.replay.reading import DATA_FILES, DataSetReader
from crm_adapters.replay.rejects import write_rejects
from crm_adapters.replay.replay import NOT_THE_ROWS_FAULT, Progress, Replay, refused_row
from crm_adapters.replay.silent_records import SilentRecords
from crm_adapters.replay.spellings import Respelling
from crm_adapters.replay.summary import ReplaySummary, Tally
from crm_adapters.replay.table_file import BadRow

__all__ = [
    "DATA_FILES",
    "NOT_THE_ROWS_FAULT",
    "BadRow",
    "BatchReplayed",
    "CachedCustomers",
    "CachedPeople",
    "DataSet",
    "DataSetReader",
    "Progress",
    "Replay",
    "ReplayBatch",
    "ReplayBatchWorkflow",
    "ReplaySummary",
    "Respelling",
    "SilentRecords",
    "Tally",
    "pay_commissions",
    "refused_row",
    "write_rejects",
]

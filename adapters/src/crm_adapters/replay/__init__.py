"""Replays: a CSV history of deals goes through the coordinators as it happened."""

from crm_adapters.replay.data_set import DataSet
from crm_adapters.replay.quietly import open_quietly
from crm_adapters.replay.reading import DATA_FILES, DataSetReader
from crm_adapters.replay.rejects import write_rejects
from crm_adapters.replay.replay import Progress, Replay
from crm_adapters.replay.spellings import Respelling
from crm_adapters.replay.summary import ReplaySummary, Tally
from crm_adapters.replay.table_file import BadRow

__all__ = [
    "DATA_FILES",
    "BadRow",
    "DataSet",
    "DataSetReader",
    "Progress",
    "Replay",
    "ReplaySummary",
    "Respelling",
    "Tally",
    "open_quietly",
    "write_rejects",
]

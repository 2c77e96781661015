"""What the files tell, checked: who sold what to whom, when, and how it ended."""

from datetime import date
from enum import StrEnum

from crm_adapters.replay.spellings import Respelling
from crm_adapters.replay.table_file import BadRow, TableRow
from crm_core.values import Value


class DealStage(StrEnum):
    """How far a deal came, in the words of the file."""

    PROSPECTING = "Prospecting"
    ENGAGING = "Engaging"
    WON = "Won"
    LOST = "Lost"

    @property
    def is_closed(self) -> bool:
        return self in {DealStage.WON, DealStage.LOST}


class Agent(Value):
    """``id`` is the name in small letters with hyphens: what is typed and shown where a person is meant."""

    id: str
    name: str
    manager: str | None
    office: str | None


class Product(Value):
    name: str
    price_minor: int


class Account(Value):
    name: str
    sector: str | None


class HistoricDeal(Value):
    """One row. Without an account it stays a lead; without ``engaged_on`` it began when the data set does."""

    row: TableRow
    external_id: str
    agent: Agent
    product: Product
    account: Account | None
    stage: DealStage
    engaged_on: date | None
    closed_on: date | None
    value_minor: int | None

    @property
    def line(self) -> int:
        return self.row.line


class DataSet(Value):
    """``columns`` is the header of the file of deals, for handing bad rows back in its shape."""

    agents: tuple[Agent, ...]
    accounts: tuple[Account, ...]
    deals: tuple[HistoricDeal, ...]
    bad_rows: tuple[BadRow, ...]
    respelled: tuple[Respelling, ...]
    columns: tuple[str, ...]
    begins_on: date


def person_id(name: str) -> str:
    """``Ann Lee`` is typed ``ann-lee``."""
    return "-".join(name.casefold().split())

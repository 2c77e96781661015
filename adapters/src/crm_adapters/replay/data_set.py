"""The checked rows of a data set: who sold what to whom, when, and how it ended."""

import hashlib
import re
import unicodedata
from datetime import date

from crm_adapters.replay.spellings import Respelling
from crm_adapters.replay.table_file import BadRow, TableRow
from crm_core.money import CurrencyCode, Money
from crm_core.pipelines import Outcome
from crm_core.values import Value


class HistoricStage(Value):
    """The state of a deal; ``reached`` is its open stage of the pipeline, None for the first one."""

    written: str
    outcome: Outcome = Outcome.OPEN
    reached: str | None = None

    @property
    def is_closed(self) -> bool:
        return self.outcome is not Outcome.OPEN


class Agent(Value):
    """A sales person; ``id`` is their user id."""

    id: str
    name: str
    manager: str | None
    office: str | None


class Product(Value):
    name: str
    price: Money


class Account(Value):
    name: str
    sector: str | None


class HistoricDeal(Value):
    """One row. Without an account it stays a lead; without ``engaged_on`` it began when the data set does.

    ``value`` is what it was won at, and of any other deal what was expected of it.
    """

    row: TableRow
    external_id: str
    agent: Agent
    product: Product
    account: Account | None
    stage: HistoricStage
    engaged_on: date | None
    closed_on: date | None
    expected_on: date | None
    currency: CurrencyCode
    value: Money | None

    @property
    def line(self) -> int:
        return self.row.line

    @property
    def expected(self) -> Money | None:
        """The expected value: its own value unless it was won, else the list price in the same currency."""
        if self.stage.outcome is not Outcome.WON and self.value is not None and self.value.minor:
            return self.value
        return self.product.price if self.product.price.currency == self.currency else None


class DataSet(Value):
    """``columns`` is the header of the file of deals, for writing rejected rows in the same form."""

    agents: tuple[Agent, ...]
    accounts: tuple[Account, ...]
    deals: tuple[HistoricDeal, ...]
    bad_rows: tuple[BadRow, ...]
    respelled: tuple[Respelling, ...]
    columns: tuple[str, ...]
    begins_on: date


def person_id(name: str) -> str:
    """``Ann Lee`` has the id ``ann-lee`` and ``Ann-Lee`` the id ``ann_lee``: different names have different ids.

    Blanks and case make no difference. A name with other signs ends in a digest of itself.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = "-".join(word.replace("-", "_") for word in folded.split())
    if _TYPED.fullmatch(words):
        return words
    digest = hashlib.sha256("".join(folded.split()).encode()).hexdigest()[:8]
    return "-".join((_UNTYPED.sub("", words)[: LONGEST_ID - 9].strip("-"), digest))


LONGEST_ID = 64
_TYPED = re.compile(rf"(?=.{{1,{LONGEST_ID}}}\Z)[^\W_][\w.'-]*")
_UNTYPED = re.compile(r"[^\w.'-]")

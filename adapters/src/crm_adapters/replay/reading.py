"""Reads the four files of a data set and checks every row, before anything is changed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Self, TypeVar

from crm_adapters.replay.data_set import (
    LONGEST_ID,
    Account,
    Agent,
    DataSet,
    HistoricDeal,
    HistoricStage,
    Product,
    person_id,
)
from crm_adapters.replay.deal_check import DEAL_COLUMNS, DealCheck
from crm_adapters.replay.deal_replay import engaged_stage
from crm_adapters.replay.row_check import RowCheck
from crm_adapters.replay.spellings import Spellings
from crm_adapters.replay.table_file import BadRow, TableFile, TableRow
from crm_core.errors import Invalid
from crm_core.money import CurrencyCode, Money
from crm_core.pipelines import Outcome, Pipeline

T = TypeVar("T")

ACCOUNTS, PRODUCTS, TEAMS, DEALS = "accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"
DATA_FILES = (ACCOUNTS, PRODUCTS, TEAMS, DEALS)

PLACE = ("file", "line", "column", "value", "reason")
"""What a file of rejects tells of each row before the row itself."""


class NotADataSet(Invalid):
    @classmethod
    def because_files_cannot_be_read(cls, problems: Sequence[Invalid]) -> Self:
        return cls("{problems}", {"problems": " | ".join(map(str, problems))})


class DataSetReader:
    def __init__(self, folder: Path, *, today: date, currency: CurrencyCode, pipeline: Pipeline) -> None:
        """Opens the files; ``currency`` is of the amounts that name none, ``pipeline`` the one deals go through.

        Raises Invalid naming the folder, and every file and column that is missing, and what to do.
        """
        if not folder.is_dir():
            raise Invalid.field("folder", f"{folder} is no folder", f"name the one that holds {DEALS}")
        self._today = today
        self._currency = currency
        self._pipeline = pipeline
        self._accounts, self._products, self._teams, self._deals = _opened(folder)
        self._bad_rows: list[BadRow] = []

    def read(self) -> DataSet:
        self._bad_rows = []
        accounts = self._listed(self._accounts, "account", _account)
        products = self._listed(self._products, "product", self._product)
        managers, offices = Spellings[str]("manager"), Spellings[str]("regional_office")
        agents = self._agents(managers, offices)
        stages = _stages(self._pipeline)
        deals = self._checked_deals(DealCheck(agents, products, accounts, stages, self._today, self._currency))
        days = [day for deal in deals for day in (deal.engaged_on, deal.closed_on) if day is not None]
        return DataSet(
            agents=agents.meanings,
            accounts=accounts.meanings,
            deals=tuple(deals),
            bad_rows=tuple(self._bad_rows),
            respelled=tuple(
                respelling
                for names in (products, agents, managers, offices, accounts, stages)
                for respelling in names.respelled
            ),
            columns=self._deals.columns,
            begins_on=min(days, default=self._today),
        )

    def _listed(self, file: TableFile, column: str, make: Callable[[RowCheck], T]) -> Spellings[T]:
        """The entries of a list by name; a name that exists already is a bad row."""
        names = Spellings[T](column)
        for row in self._rows(file):
            check = RowCheck(row, self._today)
            meaning = make(check)
            if check.failed:
                names.leave_out(row.text(column))
            elif existing := names.add(row.text(column), meaning):
                check.complain(column, f"cannot be told from {existing!r}, which stands above; take one of them out")
            if check.failed:
                self._bad_rows.append(check.bad_row)
        return names

    def _agents(self, managers: Spellings[str], offices: Spellings[str]) -> Spellings[Agent]:
        """Each manager and office in one spelling: that of the agent who is the manager, else the first one read."""
        listed = self._listed(self._teams, "sales_agent", _agent)
        for agent in listed.meanings:
            managers.add(agent.name, agent.name)
        agents = Spellings[Agent]("sales_agent", listed.left_out)
        for agent in listed.meanings:
            manager = agent.manager and managers.resolve(agent.manager, agent.manager)
            office = agent.office and offices.resolve(agent.office, agent.office)
            agents.add(agent.name, agent.model_copy(update={"manager": manager, "office": office}))
        return agents

    def _product(self, check: RowCheck) -> Product:
        currency = check.currency("currency", self._currency)
        price = check.money("sales_price", currency, needed=True)
        return Product(name=check.text("product"), price=price or Money(minor=0, currency=currency))

    def _checked_deals(self, check: DealCheck) -> list[HistoricDeal]:
        deals = []
        for row in self._rows(self._deals):
            checked = check.deal(row)
            if isinstance(checked, BadRow):
                self._bad_rows.append(checked)
            else:
                deals.append(checked)
        return deals

    def _rows(self, file: TableFile) -> Iterator[TableRow]:
        for row in file.rows():
            if file is self._deals and self._concerns_a_list(row):
                continue
            if isinstance(row, BadRow):
                self._bad_rows.append(row)
            else:
                yield row

    def _concerns_a_list(self, row: TableRow | BadRow) -> bool:
        """Reports bad rows of the lists too; those are corrected in the lists, not in the file of rejected deals."""
        return self._deals.columns[: len(PLACE)] == PLACE and row.cells[0] in {ACCOUNTS, PRODUCTS, TEAMS}


def _opened(folder: Path) -> list[TableFile]:
    """The open files in the order of their names above. Raises Invalid, which names all missing ones."""
    files: list[TableFile] = []
    problems: list[Invalid] = []
    for name, columns in _COLUMNS.items():
        try:
            files.append(TableFile(folder / name, columns))
        except Invalid as problem:
            problems.append(problem)
    if problems:
        raise NotADataSet.because_files_cannot_be_read(problems)
    return files


_COLUMNS = {
    ACCOUNTS: ("account", "sector"),
    PRODUCTS: ("product", "sales_price"),
    TEAMS: ("sales_agent", "manager", "regional_office"),
    DEALS: DEAL_COLUMNS,
}


def _stages(pipeline: Pipeline) -> Spellings[HistoricStage]:
    """The four words of the data set, then every stage of the pipeline by its name and by what it is shown as."""
    stages = Spellings[HistoricStage]("deal_stage")
    words = {
        "Prospecting": HistoricStage(written="Prospecting"),
        "Engaging": HistoricStage(written="Engaging", reached=engaged_stage(pipeline)),
        "Won": HistoricStage(written="Won", outcome=Outcome.WON),
        "Lost": HistoricStage(written="Lost", outcome=Outcome.LOST),
    }
    for word, meaning in words.items():
        stages.add(word, meaning)
    for stage in pipeline.stages:
        reached = None if stage.is_closed else stage.name
        for written in (stage.display_name, stage.name):
            stages.add(written, HistoricStage(written=written, outcome=stage.outcome, reached=reached))
    return stages


def _account(check: RowCheck) -> Account:
    return Account(name=check.text("account"), sector=check.optional("sector"))


def _agent(check: RowCheck) -> Agent:
    name, manager = check.text("sales_agent", LONGEST_ID), check.optional("manager", LONGEST_ID)
    return Agent(id=person_id(name), name=name, manager=manager, office=check.optional("regional_office"))

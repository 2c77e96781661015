"""Reads the four files of a data set and checks every row, before anything is changed."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from crm_adapters.replay.data_set import Account, Agent, DataSet, DealStage, HistoricDeal, Product, person_id
from crm_adapters.replay.deal_check import DEAL_COLUMNS, DealCheck
from crm_adapters.replay.row_check import RowCheck
from crm_adapters.replay.spellings import Spellings
from crm_adapters.replay.table_file import BadRow, TableFile, TableRow
from crm_core.errors import Invalid

T = TypeVar("T")

ACCOUNTS, PRODUCTS, TEAMS, DEALS = "accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"
DATA_FILES = (ACCOUNTS, PRODUCTS, TEAMS, DEALS)

LONGEST_ID = 64
"""Of a person, which is made of the name."""


class DataSetReader:
    def __init__(self, folder: Path, today: date) -> None:
        """Opens the files. Raises Invalid naming the folder, file or column that is missing, and what to do."""
        if not folder.is_dir():
            raise Invalid.field("folder", f"{folder} is no folder", f"name the one that holds {DEALS}")
        self._today = today
        self._accounts = TableFile(folder / ACCOUNTS, ("account", "sector"))
        self._products = TableFile(folder / PRODUCTS, ("product", "sales_price"))
        self._teams = TableFile(folder / TEAMS, ("sales_agent", "manager", "regional_office"))
        self._deals = TableFile(folder / DEALS, DEAL_COLUMNS)
        self._bad_rows: list[BadRow] = []

    def read(self) -> DataSet:
        self._bad_rows = []
        accounts = self._listed(self._accounts, "account", _account)
        products = self._listed(self._products, "product", _product)
        agents = self._listed(self._teams, "sales_agent", _agent)
        stages = Spellings[DealStage]("deal_stage")
        for stage in DealStage:
            stages.add(stage.value, stage)
        deals = self._checked_deals(DealCheck(agents, products, accounts, stages, self._today))
        days = [day for deal in deals for day in (deal.engaged_on, deal.closed_on) if day is not None]
        return DataSet(
            agents=agents.meanings,
            accounts=accounts.meanings,
            deals=tuple(deals),
            bad_rows=tuple(self._bad_rows),
            respelled=(*products.respelled, *agents.respelled, *accounts.respelled, *stages.respelled),
            columns=self._deals.columns,
            begins_on=min(days, default=self._today),
        )

    def _listed(self, file: TableFile, column: str, make: Callable[[RowCheck], T]) -> Spellings[T]:
        """The names of a list with what they stand for; a name that is there already makes a bad row."""
        names = Spellings[T](column)
        for row in self._rows(file):
            check = RowCheck(row, self._today)
            meaning = make(check)
            if not check.failed and (there := names.add(check.text(column), meaning)):
                check.complain(column, f"cannot be told from {there!r}, which stands above; take one of them out")
            if check.failed:
                self._bad_rows.append(check.bad_row)
        return names

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
            if isinstance(row, BadRow):
                self._bad_rows.append(row)
            else:
                yield row


def _account(check: RowCheck) -> Account:
    return Account(name=check.text("account"), sector=check.optional("sector"))


def _product(check: RowCheck) -> Product:
    price = check.minor("sales_price")
    if price is None:
        check.complain("sales_price", "is missing; fill in the list price")
    return Product(name=check.text("product"), price_minor=price or 0)


def _agent(check: RowCheck) -> Agent:
    name, manager = check.text("sales_agent", LONGEST_ID), check.optional("manager", LONGEST_ID)
    return Agent(id=person_id(name), name=name, manager=manager, office=check.optional("regional_office"))

"""Whether a row of the file of deals makes sense: its names are known, its dates and value fit its stage."""

from datetime import date

from crm_adapters.replay.data_set import Account, Agent, DealStage, HistoricDeal, Product
from crm_adapters.replay.row_check import RowCheck
from crm_adapters.replay.spellings import Spellings
from crm_adapters.replay.table_file import BadRow, TableRow

DEAL_COLUMNS = (
    "opportunity_id",
    "sales_agent",
    "product",
    "account",
    "deal_stage",
    "engage_date",
    "close_date",
    "close_value",
)


class DealCheck:
    def __init__(
        self,
        agents: Spellings[Agent],
        products: Spellings[Product],
        accounts: Spellings[Account],
        stages: Spellings[DealStage],
        today: date,
    ) -> None:
        self._agents = agents
        self._products = products
        self._accounts = accounts
        self._stages = stages
        self._today = today
        self._lines: dict[str, int] = {}

    def deal(self, row: TableRow) -> HistoricDeal | BadRow:
        check = RowCheck(row, self._today)
        external_id = self._own_id(check, row)
        agent = check.known("sales_agent", self._agents, "sales_teams.csv")
        product = check.known("product", self._products, "products.csv")
        account = check.known("account", self._accounts, "accounts.csv") if check.optional("account") else None
        stage = check.known("deal_stage", self._stages, ", ".join(DealStage))
        engaged_on, closed_on = check.day("engage_date"), check.day("close_date")
        value = check.minor("close_value")
        if stage is not None:
            _check_end(check, row, stage)
        if engaged_on and closed_on and closed_on < engaged_on:
            check.complain("close_date", f"is before {engaged_on}, when the deal began; correct one of them")
        if check.failed or agent is None or product is None or stage is None:
            return check.bad_row
        return HistoricDeal(
            row=row,
            external_id=external_id,
            agent=agent,
            product=product,
            account=account,
            stage=stage,
            engaged_on=engaged_on,
            closed_on=closed_on,
            value_minor=value,
        )

    def _own_id(self, check: RowCheck, row: TableRow) -> str:
        external_id = check.text("opportunity_id")
        first = self._lines.setdefault(external_id, row.line)
        if external_id and first != row.line:
            check.complain("opportunity_id", f"stands on line {first} already; each deal has its own")
        return external_id


def _check_end(check: RowCheck, row: TableRow, stage: DealStage) -> None:
    """A closed deal has what closing it takes; an open one has none of it yet."""
    for column in _NEEDED[stage]:
        if not row.values[column].strip():
            check.complain(column, f"is empty, but the deal is {stage}; fill it in")
    for column in _UNHEARD_OF[stage]:
        if row.values[column].strip() not in {"", "0"}:
            check.complain(column, f"has a value, but the deal is {stage}; empty it or correct the stage")


_NEEDED = {
    DealStage.PROSPECTING: (),
    DealStage.ENGAGING: (),
    DealStage.WON: ("account", "close_date", "close_value"),
    DealStage.LOST: ("account", "close_date"),
}
_UNHEARD_OF = {
    DealStage.PROSPECTING: ("close_date", "close_value"),
    DealStage.ENGAGING: ("close_date", "close_value"),
    DealStage.WON: (),
    DealStage.LOST: ("close_value",),
}

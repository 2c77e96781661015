"""Checks a row of the file of deals: its names are known, its dates and value fit its stage."""

from datetime import date

from crm_adapters.replay.data_set import Account, Agent, HistoricDeal, HistoricStage, Product
from crm_adapters.replay.row_check import RowCheck
from crm_adapters.replay.spellings import Spellings
from crm_adapters.replay.table_file import BadRow, TableRow
from crm_core.money import CurrencyCode
from crm_core.pipelines import Outcome

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
        stages: Spellings[HistoricStage],
        today: date,
        currency: CurrencyCode,
    ) -> None:
        self._agents = agents
        self._products = products
        self._accounts = accounts
        self._stages = stages
        self._today = today
        self._currency = currency
        self._lines: dict[str, int] = {}

    def deal(self, row: TableRow) -> HistoricDeal | BadRow:
        check = RowCheck(row, self._today)
        external_id = self._own_id(check, row)
        agent = check.known("sales_agent", self._agents, "sales_teams.csv")
        product = check.known("product", self._products, "products.csv")
        account = check.known("account", self._accounts, "accounts.csv") if check.optional("account") else None
        stage = check.known("deal_stage", self._stages, ", ".join(self._stages.names))
        currency = check.currency("currency", self._currency)
        engaged_on = check.day("engage_date")
        closed_on, expected_on = self._end(check, row, stage)
        value = check.money("close_value", currency)
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
            expected_on=expected_on,
            currency=currency,
            value=value,
        )

    def _own_id(self, check: RowCheck, row: TableRow) -> str:
        external_id = check.text("opportunity_id")
        first = self._lines.setdefault(external_id, row.line)
        if external_id and first != row.line:
            check.complain("opportunity_id", f"stands on line {first} already; each deal has its own")
        return external_id

    def _end(self, check: RowCheck, row: TableRow, stage: HistoricStage | None) -> tuple[date | None, date | None]:
        """When it was closed, and when an open deal is expected to be."""
        if stage is None or stage.is_closed:
            if stage is not None:
                _check_end(check, row, stage)
            return check.day("close_date"), None
        expected_on = check.day("close_date", may_come=True)
        if expected_on is not None and expected_on <= self._today:
            problem = f"is past, but the deal is {stage.written}"
            check.complain("close_date", f"{problem}; say how it ended, or when its end is expected")
        return None, expected_on


def _check_end(check: RowCheck, row: TableRow, stage: HistoricStage) -> None:
    """Checks that a closed deal has the fields that closing requires."""
    for column in _NEEDED[stage.outcome]:
        if not row.text(column):
            check.complain(column, f"is empty, but the deal is {stage.written}; fill it in")


_NEEDED = {Outcome.WON: ("account", "close_date", "close_value"), Outcome.LOST: ("account", "close_date")}

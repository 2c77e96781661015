"""The result of a replay: the state of all deals of the data set, and how many of them this run changed."""

from collections.abc import Iterable
from typing import Self

from crm_adapters.replay.data_set import HistoricDeal
from crm_adapters.replay.spellings import Respelling
from crm_core.pipelines import Outcome
from crm_core.values import Value
from crm_core.vocabulary import Count


class Tally(Value):
    """Leads captured; of these converted or still leads; of the converted ones won, lost and open."""

    captured: int = 0
    converted: int = 0
    won: int = 0
    lost: int = 0
    open: int = 0
    leads_left: int = 0

    @classmethod
    def of(cls, deals: Iterable[HistoricDeal]) -> Self:
        captured = list(deals)
        converted = [deal for deal in captured if deal.account is not None]
        won = sum(deal.stage.outcome is Outcome.WON for deal in converted)
        lost = sum(deal.stage.outcome is Outcome.LOST for deal in converted)
        return cls(
            captured=len(captured),
            converted=len(converted),
            won=won,
            lost=lost,
            open=len(converted) - won - lost,
            leads_left=len(captured) - len(converted),
        )


class ReplaySummary(Tally):
    """The state of all deals of the data set; this run changed ``replayed`` of them.

    ``differing`` leads existed with other data than the file's, and stay as they are.
    """

    replayed: int
    rules_passed: Count = 0
    """Deals that went over rules of their pipeline, in this run or in one before."""
    rejected: int
    differing: Count = 0
    approvals_passed: Count = 0
    """Deals won over today's thresholds: nobody was asked then, so their approval is passed over, by ``history``."""
    respelled: tuple[Respelling, ...]
    unled: tuple[str, ...] = ()
    """Who joined without the manager that the file names, since they would lead each other, or themselves."""
    seconds: float

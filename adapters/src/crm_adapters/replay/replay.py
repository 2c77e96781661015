"""Replays a data set through the coordinators: every deal at its own dates, whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from time import monotonic
from typing import Any, Protocol

from pydantic import ValidationError

from crm_adapters.replay.batch import ReplayBatch, play_batch
from crm_adapters.replay.coordinators import ReplayCoordinators
from crm_adapters.replay.data_set import DataSet, HistoricDeal
from crm_adapters.replay.deal_replay import BEGINS, HISTORY, DealReplay
from crm_adapters.replay.known import KnownDeal, known_deals
from crm_adapters.replay.staff import staff_of, without_circles
from crm_adapters.replay.summary import ReplaySummary, Tally
from crm_adapters.replay.table_file import BadRow
from crm_adapters.virtual_clock import VirtualClock
from crm_core.actor import Actor, Permission
from crm_core.arguments import in_words
from crm_core.errors import CrmError, Kind
from crm_operations.providers import CustomerDraft

DEALS_A_COMMIT = 50
"""Measured: more gain little, and at most so many are done again after a crash; a commit is whole or absent."""

NOT_THE_ROWS_FAULT = frozenset({Kind.UNAVAILABLE, Kind.FORBIDDEN})


class Progress(Protocol):
    def found(self, to_do: int) -> None:
        """So many deals are not yet as they should be."""
        ...

    def done(self, deals: int) -> None:
        """Reports after each commit how many more deals are finished."""
        ...


RunBatches = Callable[[Iterable[ReplayBatch], Progress], Sequence[BadRow]]
"""Has the batches replayed, whoever does it, and answers the rows the rules refused."""


class Replay:
    """Reads what is stored first: deals that an earlier run replayed stay, the others are replayed now."""

    def __init__(
        self, crm: ReplayCoordinators, clock: VirtualClock, actor: Actor, run_batches: RunBatches | None = None
    ) -> None:
        """Without ``run_batches`` the deals are replayed here."""
        self._crm = crm
        self._clock = clock
        self._actor = actor
        self._run_batches = run_batches or self._run_here

    def run(self, data_set: DataSet, progress: Progress) -> tuple[ReplaySummary, tuple[BadRow, ...]]:
        """Replays all deals, and answers the summary and every rejected row.

        Raises NotPermitted, Unavailable; what was committed by then stays, and another run continues from there.
        """
        self._actor.require(Permission.SETTINGS_CHANGE)  # people and customers join, too
        started = monotonic()
        self._now = self._clock.now()
        zone = self._crm.settings_for(self._actor.tenant_id).zone
        self._clock.set(datetime.combine(data_set.begins_on, BEGINS, tzinfo=zone))
        self._crm.initialise(self._actor)
        with self._crm.database.local_transaction(self._actor.tenant_id):
            customers = self._prepare(data_set)
        one_deal = DealReplay(self._crm, self._clock, self._actor, data_set.begins_on, customers, self._now)
        known = known_deals(self._crm, self._actor, {deal.external_id for deal in data_set.deals})
        todo = [deal for deal in data_set.deals if not _is_complete(deal, known.get(deal.external_id), one_deal)]
        progress.found(len(todo))
        refused = self._run_batches(_batches(todo, customers, data_set.begins_on), progress)
        lines = {row.line for row in refused}
        rejected = (*data_set.bad_rows, *refused)
        summary = ReplaySummary(
            **dict(Tally.of(deal for deal in data_set.deals if deal.line not in lines)),
            replayed=len(todo) - len(refused),
            rejected=len(rejected),
            rules_passed=self._rules_passed(data_set),
            respelled=data_set.respelled,
            approvals_passed=sum(one_deal.passes_approval(deal) for deal in data_set.deals if deal.line not in lines),
            differing=sum(_differs(deal, known.get(deal.external_id), one_deal) for deal in todo),
            unled=self._unled,
            seconds=round(monotonic() - started, 3),
        )
        return summary, rejected

    def _rules_passed(self, data_set: DataSet) -> int:
        """Counted afterwards, whoever replayed the deals; nothing is read where no stage asks for anything."""
        pipelines = self._crm.deals.pipelines(self._actor, with_retired=True)
        if not any(stage.asks_for_anything for pipeline in pipelines for stage in pipeline.stages):
            return 0
        known = known_deals(self._crm, self._actor, {deal.external_id for deal in data_set.deals}).values()
        passes = (each.opportunity.rules_passed for each in known if each.opportunity is not None)
        return sum(each is not None and each.reason == HISTORY for each in passes)

    def _prepare(self, data_set: DataSet) -> dict[str, str]:
        """Adds the people and customers of the deals, and answers the customers' ids by account name."""
        tenant = self._actor.tenant_id
        known = {person.id: person for person in self._crm.people.members(tenant)}
        joining = [person for person in staff_of(data_set) if person.id not in known]
        new = without_circles(joining, known.values())
        self._unled = tuple(
            person.name for person, led in zip(joining, new, strict=True) if person.manager_id != led.manager_id
        )
        for person in new:
            self._crm.people.add(tenant, person.model_copy(update={"manager_id": None}))
        for person in new:  # once all exist, since an agent may be the manager of another
            if person.manager_id is not None:
                self._crm.people.update(tenant, person)
        return {
            account.name: self._crm.customers.create_from_lead(
                tenant, CustomerDraft(name=account.name, industry=account.sector), key=f"replay/account/{account.name}"
            ).id
            for account in data_set.accounts
        }

    def _run_here(self, batches: Iterable[ReplayBatch], progress: Progress) -> Sequence[BadRow]:
        refused: list[BadRow] = []
        for batch in batches:
            refused += self._commit(batch)
            progress.done(len(batch.deals))
        return refused

    def _commit(self, batch: ReplayBatch) -> list[BadRow]:
        """One transaction; when a rule refuses one of the deals, one for each, so that only that deal is left out."""
        try:
            play_batch(self._crm, self._clock, self._actor, batch, self._now)
        except (CrmError, ValueError, ArithmeticError) as refusal:
            if isinstance(refusal, CrmError) and refusal.kind in NOT_THE_ROWS_FAULT:
                raise
            if len(batch.deals) == 1:
                return [refused_row(batch, refusal)]
            return [row for one in batch.one_by_one() for row in self._commit(one)]
        return []


def refused_row(batch: ReplayBatch, refusal: Exception) -> BadRow:
    """Of a batch of one."""
    return batch.deals[0].row.bad("opportunity_id", _in_words(refusal))


def _in_words(refusal: Exception) -> str:
    """The problem in words; for a value that a type refused, without the library's long text."""
    if isinstance(refusal, ValidationError):
        return "; ".join(f"{'.'.join(map(str, each['loc']))}: {_in_one_line(each)}" for each in refusal.errors())
    return str(refusal)


def _in_one_line(detail: Mapping[str, Any]) -> str:
    return "; ".join(part for part in in_words(detail) if part)


def _is_complete(deal: HistoricDeal, stored: KnownDeal | None, one_deal: DealReplay) -> bool:
    return stored is not None and one_deal.is_complete(deal, *stored)


def _differs(deal: HistoricDeal, stored: KnownDeal | None, one_deal: DealReplay) -> bool:
    return stored is not None and one_deal.differs(deal, stored.lead)


def _batches(deals: Sequence[HistoricDeal], customers: Mapping[str, str], begins_on: date) -> Iterator[ReplayBatch]:
    remaining = iter(deals)
    while group := tuple(islice(remaining, DEALS_A_COMMIT)):
        known = {deal.account.name: customers[deal.account.name] for deal in group if deal.account is not None}
        yield ReplayBatch(deals=group, customers=known, begins_on=begins_on)

"""The coordinator of currency rates: added, edited, retired, listed, and amounts converted by them."""

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.currency_rates import (
    AddCurrencyRate,
    CurrencyRate,
    CurrencyRateFilter,
    CurrencyRateThere,
    EditCurrencyRate,
    Exchanged,
    exchanged,
)
from crm_core.identity import NewId
from crm_core.money import Amount, CurrencyCode
from crm_core.stores import Listed
from crm_core.values import Value
from crm_core.vocabulary import Day, Id
from crm_operations.operation import acts, reads
from crm_operations.records import EntityRecords, Records, repeats_lost_races
from crm_operations.settings import SettingsFor


class ExchangeAmount(Value):
    """An amount that is to be known in another currency, as of a day; else as of today."""

    amount: Amount = Field(description="How much.")
    into: CurrencyCode = Field(description="The currency it is to be in, such as USD.")
    day: Day | None = Field(default=None, description="As of which day: 2026-06-30; else today.")


class CurrencyRateCoordinator:
    """A tenant's table of currency rates; every conversion reads the newest that is not after its day.

    A rate serves both ways: inverted where none is as new the way that is asked. Each method raises NotPermitted; those
    that name a rate raise CurrencyRateNotFound. Days are those of the tenant's time zone.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._rates = EntityRecords(records, settings_for, clock, new_id, lambda work: work.currency_rates)

    @reads(Permission.DEAL_READ)
    def get(self, actor: Actor, currency_rate_id: Id) -> CurrencyRate:
        """Show one."""
        return self._rates.get(actor, currency_rate_id)

    @reads(Permission.DEAL_READ)
    def list(self, actor: Actor, filters: CurrencyRateFilter) -> Listed[CurrencyRate]:
        """List rates in the order they were added."""
        return self._rates.find(actor, filters)

    @acts(Permission.RATE_EDIT)
    @repeats_lost_races
    def add(self, actor: Actor, request: AddCurrencyRate) -> CurrencyRate:
        """Say what a currency is worth in another, from a day on; a retired rate of that day is taken up again.

        Raises CurrencyRateThere for another rate of the same day, Invalid.
        """
        at = self._clock.now()
        day = request.day or local_date(at, self._settings_for(actor.tenant_id).zone)
        with self._records.writing(actor) as work:
            known = work.currency_rates.find_by_day(request.from_currency, request.to_currency, day)
            if known is None:
                rate = CurrencyRate.new(request, entity_id=self._new_id(), tenant_id=actor.tenant_id, at=at, day=day)
                return work.currency_rates.add(rate)
            if known.retired_at is not None:
                return work.currency_rates.save(known.reinstate(request.rate, at=at))
            if known.rate == request.rate:
                return known
            raise CurrencyRateThere.because_another_is_there(known)

    @acts(Permission.RATE_EDIT)
    def edit(self, actor: Actor, currency_rate_id: Id, request: EditCurrencyRate) -> CurrencyRate:
        """Correct a rate; what was decided by it keeps what it was. Raises CurrencyRateRetired."""
        return self._rates.change(actor, currency_rate_id, lambda rate, at: rate.edited(request, at=at))

    @acts(Permission.RATE_EDIT)
    def retire(self, actor: Actor, currency_rate_id: Id) -> CurrencyRate:
        """Let a rate convert nothing from now on; `add` takes it up again."""
        return self._rates.change(actor, currency_rate_id, lambda rate, at: rate.retire(at=at))

    @reads(Permission.DEAL_READ)
    def convert(self, actor: Actor, request: ExchangeAmount) -> Exchanged:
        """Say what an amount is in another currency and by which rate; unknown where no rate is stored."""
        day = request.day or local_date(self._clock.now(), self._settings_for(actor.tenant_id).zone)
        with self._records.reading(actor) as work:
            rates = work.currency_rates.newest([request.amount.currency], request.into, day)
        return exchanged(request.amount, request.into, day, rates)

"""Currency rates: a tenant's table of what a currency was worth in another from a day on, and conversion by it."""

from crm_core.currency_rates.exchange import Exchanged, exchanged, newest_rate
from crm_core.currency_rates.rate import (
    AddCurrencyRate,
    CurrencyRate,
    CurrencyRateFilter,
    CurrencyRateNotFound,
    CurrencyRateRetired,
    CurrencyRateThere,
    EditCurrencyRate,
    ExactRate,
)
from crm_core.currency_rates.rates_into import RatesInto
from crm_core.currency_rates.store import CurrencyRateStore

__all__ = [
    "AddCurrencyRate",
    "CurrencyRate",
    "CurrencyRateFilter",
    "CurrencyRateNotFound",
    "CurrencyRateRetired",
    "CurrencyRateStore",
    "CurrencyRateThere",
    "EditCurrencyRate",
    "ExactRate",
    "Exchanged",
    "RatesInto",
    "exchanged",
    "newest_rate",
]

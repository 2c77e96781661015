"""What a CurrencyRateStore promises."""

from datetime import date
from decimal import Decimal
from typing import Any

from crm_core.actor import Actor
from crm_core.currency_rates import CurrencyRate
from crm_core.testing.builders import START, a_currency_rate
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores

LEAP_DAY = date(2024, 2, 29)


class CurrencyRateStoreContract(EntityStoreContract[CurrencyRate]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> CurrencyRate:
        return a_currency_rate(count, **{"tenant_id": actor.tenant_id, **changes})

    def edited(self, entity: CurrencyRate, text: str) -> CurrencyRate:
        """A rate for each text, since no field of it is one."""
        return entity.changed(entity.updated_at, rate=Decimal(int.from_bytes(text.encode()[:3])) / 1_000_000)

    def test_a_rate_is_found_by_its_currencies_and_day(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        rate = self.added(records, actor, day=LEAP_DAY)

        for who, source, target, day, expected in (
            (actor, "EUR", "USD", LEAP_DAY, rate),
            (actor, "USD", "EUR", LEAP_DAY, None),
            (actor, "EUR", "USD", date(2024, 3, 1), None),
            (stranger, "EUR", "USD", LEAP_DAY, None),
        ):
            with records.reading(who) as work:
                found = work.currency_rates.find_by_day(source, target, day)
            expect(found, expected, asked=f"find_by_day({source}, {target}, {day})")

    def test_the_newest_not_after_a_day_is_found_of_each_currency_and_either_way(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        days = {count: date(2026, 3, count) for count in range(1, 8)}
        back = {"from_currency": "USD", "to_currency": "EUR"}
        yen = {"from_currency": "JPY"}
        rates: tuple[dict[str, Any], ...] = (
            {"day": days[1]},
            {"day": days[3]},
            {"day": days[4], "retired_at": START},
            {"day": days[5]},
            {"day": days[2], **back},
            {"day": days[6], **back},
            {"day": days[1], **yen},
            {"day": days[1], "from_currency": "GBP"},
            {"day": days[1], "from_currency": "JPY", "to_currency": "EUR"},
        )
        for count, changes in enumerate(rates, start=1):
            self.added(records, actor, count, **changes)
        self.added(records, stranger, 10, day=days[4])

        with records.reading(actor) as work:
            for currencies, into, day, expected in (
                (["EUR", "JPY"], "USD", days[4], [("EUR", 3), ("JPY", 1), ("USD", 2)]),
                (["EUR", "JPY", "CHF", "USD"], "USD", days[7], [("EUR", 5), ("JPY", 1), ("USD", 6)]),
                (["EUR"], "USD", days[1], [("EUR", 1)]),
                (["EUR"], "USD", date(2026, 2, 28), []),
                (["USD"], "USD", days[7], []),
                ([], "USD", days[7], []),
            ):
                found = sorted(
                    (each.from_currency, each.day.day) for each in work.currency_rates.newest(currencies, into, day)
                )
                expect(found, expected, asked=f"newest({currencies}, {into}, {day})")

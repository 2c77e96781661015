"""The report's section on commissions: what was posted to whom for the present periods, and its chart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crm_core.commissions import PeriodParts, settled
from crm_core.money import Money
from crm_operations.pipeline_analytics.charts import MOST_CURRENCIES, MOST_PEOPLE
from crm_operations.pipeline_analytics.columns import CURRENCY, money, text
from crm_operations.pipeline_analytics.report import Cell, Chart, ChartKind, Section, Series, Table


class Commissions(NamedTuple):
    """What was posted to a person in one currency, in minor units, over plans and periods.

    ``further_minor`` is what comes besides: adjustments, cap and floor, what is held back and released, draws.
    """

    earned_minor: int = 0
    corrections_minor: int = 0
    bonus_minor: int = 0
    further_minor: int = 0
    carried_in_minor: int = 0
    carried_minor: int = 0
    payable_minor: int = 0


class PostedCommissions(NamedTuple):
    """What was posted into these periods; ``names`` are those of people by their ids."""

    periods: Sequence[str]
    parts: Sequence[PeriodParts]
    names: Mapping[str, str]

    def added_up(self) -> list[tuple[str, str, Commissions]]:
        """By person as shown and currency, whoever is paid most of a currency first."""
        found: dict[tuple[str, str], Commissions] = {}
        for each in self.parts:
            key, figures = (each.payee_id, each.currency_code), _commissions(each)
            found[key] = Commissions(*map(sum, zip(found.get(key, Commissions()), figures, strict=True)))
        in_order = sorted(found.items(), key=lambda row: (row[0][1], -row[1].payable_minor, row[0][0]))
        return [(self.names.get(payee, payee), currency, figures) for (payee, currency), figures in in_order]


def commissions(posted: PostedCommissions) -> Section:
    rows = posted.added_up()
    table = Table(
        name="commissions",
        title="Commissions by person",
        columns=(
            text("person", "Person"),
            CURRENCY,
            money("earned", "Earned"),
            money("corrected", "Corrected"),
            money("bonuses", "Overrides, bonuses"),
            money("further", "Further"),
            money("carried_in", "Carried in"),
            money("carried", "Carried on"),
            money("payable", "Payable"),
        ),
        rows=tuple(_cells(*row) for row in rows),
        empty="Nothing was posted for these periods.",
    )
    note = (
        f"Posted into {', '.join(posted.periods)}; all parts less what is carried on are what is payable. Further is"
        " adjustments, floor and cap, what is kept back and released, and draws."
    )
    return Section(name="commissions", title="Commissions", note=note, charts=_charts(rows), tables=(table,))


def _commissions(parts: PeriodParts) -> Commissions:
    bonus = parts.override_minor + parts.bonus_minor
    draws = parts.draw_minor + parts.draw_recovery_minor
    named = parts.opening_minor + parts.earned_minor + parts.corrections_minor + bonus
    return Commissions(
        earned_minor=parts.earned_minor,
        corrections_minor=parts.corrections_minor,
        bonus_minor=bonus,
        further_minor=parts.before_draw_minor - named + draws,
        carried_in_minor=parts.opening_minor,
        carried_minor=parts.carried_minor,
        payable_minor=settled(parts).payable_minor,
    )


def _cells(person: str, currency: str, figures: Commissions) -> tuple[Cell, ...]:
    return (person, currency, *(Money.unchecked(minor, currency) for minor in figures))


def _charts(rows: Sequence[tuple[str, str, Commissions]]) -> tuple[Chart, ...]:
    """Of the currencies with the most people."""
    counts = Counter(currency for _, currency, _ in rows)
    leading = sorted(counts, key=lambda currency: (-counts[currency], currency))[:MOST_CURRENCIES]
    return tuple(_chart([row for row in rows if row[1] == currency][:MOST_PEOPLE], currency) for currency in leading)


def _chart(rows: Sequence[tuple[str, str, Commissions]], currency: str) -> Chart:
    payable = tuple(max(figures.payable_minor, 0) for _, _, figures in rows)
    return Chart(
        name=f"commissions-{currency}".lower(),
        title=f"Payable by person, {currency}",
        kind=ChartKind.RANKING,
        labels=tuple(person for person, _, _ in rows),
        series=(Series(title="Payable", values=payable),),
        currency=currency,
    )

"""The figures of a trigger as people read them: amounts with their currency, shares in percent, days."""

from decimal import Decimal

from crm_core.money import Money


def figure_in_words(trigger: str, figure: object, currency: str) -> str:
    """``12,000.00 USD`` of a value in that currency, ``25 %`` of a discount; what is of no known kind as it is."""
    if not isinstance(figure, int):
        return str(figure)
    if trigger == "value":
        return Money.unchecked(figure, currency).in_words
    return f"{Decimal(figure).scaleb(-2).normalize():f} %" if trigger in _SHARES else f"{figure:,}"


_SHARES = frozenset({"discount", "margin"})

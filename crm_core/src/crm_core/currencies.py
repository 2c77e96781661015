"""How many digits the minor unit of a currency has by ISO 4217, whatever a locale displays.

Source: ISO 4217, table A.1 ("list one") as its maintenance agency SIX published it on 2026-01-01. Metals, units of
account and codes for testing (XAU, XDR, XTS) have no minor unit, so no amount of them can be stored. Codes that table
A.3 withdrew since 2010 keep the digits they had, since deals of those years use them.
"""

from collections.abc import Mapping
from typing import Self

from crm_core.errors import Invalid
from crm_core.texts import fit

PUBLISHED = "2026-01-01"
"""When the table that stands here was published."""

LONGEST_SHOWN = 20
"""Characters of what was given for a code."""

_IN_FORCE: Mapping[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW "
        "CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
        "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
        "MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
        "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG "
        "YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_WITHDRAWN: Mapping[int, str] = {
    0: "BYR",
    2: "ANG BGN CUC EEK HRK LTL LVL MRO SLL STD USS VEF ZMK ZWL",
}
_DIGITS: Mapping[str, int] = {
    code: digits for table in (_WITHDRAWN, _IN_FORCE) for digits, codes in table.items() for code in codes.split()
}

CURRENCIES = frozenset(code for codes in _IN_FORCE.values() for code in codes.split())
"""Every code in force that has a minor unit."""


KNOWN_CURRENCIES = frozenset(_DIGITS)
"""Those that were withdrawn too."""


class UnknownCurrency(Invalid):
    @classmethod
    def because_not_in_iso_4217(cls, field: str, code: str) -> Self:
        shown = fit(code, LONGEST_SHOWN)
        return cls.field(field, f"{shown!r} is not a currency", "use an ISO 4217 code such as USD or EUR")


def is_currency(code: str) -> bool:
    """Whether amounts can be stored in it: a code of ISO 4217 in capitals, in force or withdrawn since 2010."""
    return code in _DIGITS


def minor_digits(code: str, *, field: str = "currency") -> int:
    """2 for USD, 0 for JPY, 3 for KWD: one major unit is ten to that power of minor units. Raises UnknownCurrency."""
    try:
        return _DIGITS[code]
    except KeyError:
        raise UnknownCurrency.because_not_in_iso_4217(field, code) from None

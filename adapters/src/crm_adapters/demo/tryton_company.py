"""A small company set up in an empty Tryton, over its own JSON-RPC: what a quotation needs before it can be made."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from crm_adapters.tryton import Session

CURRENCIES: Mapping[str, tuple[str, str]] = {"USD": ("1.0", "$"), "EUR": ("0.9", "€")}
"""With what one dollar is in them."""
GROUPS = (("sale", "group_sale"), ("sale_opportunity", "group_opportunity"))
NO_CONTEXT: Mapping[str, Any] = {}
SINCE = date(2000, 1, 1)
TAX_RATES = (Decimal("0.07"), Decimal("0.19"), Decimal("0.2"))


class Opened(NamedTuple):
    """What one needs to know to work for the company from outside."""

    company: int
    key: str


def open_company(session: "Session", name: str, *, user: str, password: str) -> Opened:
    """A company with its accounts, and a user of its own with an application key who may sell for it.

    To be done by the administrator, who works for that company from then on.
    """
    call = _caller(session)
    currencies = _currencies(call)
    company = _create(call, "company.company", {"party": _party(call, name), "currency": currencies["USD"]})
    (admin,) = call("model.res.user.search", [["login", "=", "admin"]], 0, 1, None)
    for_it = {"companies": [["add", [company]]], "company": company}
    call("model.res.user.write", [admin], for_it)
    _open_accounts(session, company)
    employee = _create(call, "company.employee", {"party": _party(call, f"Sales of {name}"), "company": company})
    seller = {
        **for_it,
        "name": f"CRM for {name}",
        "login": user,
        "password": password,
        "employees": [["add", [employee]]],
        "employee": employee,
        "groups": [["add", [call("model.ir.model.data.get_id", *group) for group in GROUPS]]],
    }
    application = _create(
        call, "res.user.application", {"user": _create(call, "res.user", seller), "application": "rest"}
    )
    (application_key,) = call("model.res.user.application.read", [application], ["key"])
    return Opened(company, application_key["key"])


def _currencies(call: "_Call") -> Mapping[str, int]:
    found = call("model.currency.currency.search_read", [["code", "in", list(CURRENCIES)]], 0, None, None, ["code"])
    known = {each["code"]: each["id"] for each in found}
    for code, (rate, symbol) in CURRENCIES.items():
        if code not in known:
            rates = [["create", [{"date": SINCE, "rate": Decimal(rate)}]]]
            values = {"name": code, "code": code, "symbol": symbol, "rounding": Decimal("0.01"), "digits": 2}
            known[code] = _create(call, "currency.currency", {**values, "rates": rates})
    return known


def _open_accounts(session: "Session", company: int) -> None:
    """The chart of accounts that comes with Tryton, and what an invoice of a free-text line is booked on."""
    call = _caller(session, {"company": company})
    chart = call("model.ir.model.data.get_id", "account", "account_template_root_en")
    wizard = call("wizard.account.create_chart.create")[0]
    call(
        "wizard.account.create_chart.execute",
        wizard,
        {"account": {"company": company, "account_template": chart}},
        "create_account",
    )
    of_it = [["company", "=", company], ["closed", "!=", True]]

    def account(kind: str) -> int:
        (found,) = call("model.account.account.search", [*of_it, [f"type.{kind}", "=", True]], 0, 1, None)
        number: int = found
        return number

    defaults = {
        "company": company,
        "account_receivable": account("receivable"),
        "account_payable": account("payable"),
        "category_account_revenue": account("revenue"),
        "category_account_expense": account("expense"),
    }
    call("wizard.account.create_chart.execute", wizard, {"properties": defaults}, "create_properties")
    call("wizard.account.create_chart.delete", wizard)
    balance = [["type.statement", "=", "balance"], ["type.receivable", "=", False], ["type.payable", "=", False]]
    (booked_on,) = call("model.account.account.search", [*of_it, *balance], 0, 1, None)
    for rate in TAX_RATES:
        name = f"Sales tax {rate * 100:.0f} %"
        accounts = {"invoice_account": booked_on, "credit_note_account": booked_on}
        tax = {"name": name, "description": name, "type": "percentage", "rate": rate, "company": company}
        _create(call, "account.tax", {**tax, **accounts})


class _Call:
    def __init__(self, session: "Session", context: Mapping[str, Any]) -> None:
        self._session = session
        self._context = context

    def __call__(self, method: str, *arguments: Any) -> Any:
        return self._session.call(method, *arguments, context=self._context)


def _caller(session: "Session", context: Mapping[str, Any] = NO_CONTEXT) -> _Call:
    return _Call(session, context)


def _party(call: _Call, name: str) -> int:
    return _create(call, "party.party", {"name": name, "addresses": [["create", [{}]]]})


def _create(call: _Call, model: str, values: Mapping[str, Any]) -> int:
    created: Sequence[int] = call(f"model.{model}.create", [values])
    return created[0]

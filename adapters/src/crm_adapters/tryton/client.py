"""Tryton's REST interface, as one tenant uses it: find, create, write, press a button, delete."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from crm_adapters.tryton.accounts import Account
from crm_adapters.tryton.answers import NO_CONTENT, NOT_FOUND, OK, parsed, refusal
from crm_adapters.tryton.http_transport import HttpTransport
from crm_adapters.tryton.json_codec import in_address, written
from crm_adapters.tryton.refusals import TrytonMisused

Record = dict[str, Any]
Domain = Sequence[Any]

_RATE_DIGITS = 4
"""Of a rate such as 0.19 behind the point: a basis point is the last of them."""


class Currency(NamedTuple):
    """``digits`` are Tryton's: what it rounds to."""

    id: int
    code: str
    digits: int


class TrytonClient:
    """A client with the tenant's application key. Every method raises Forbidden, Refused and Unavailable.

    The key's company and employee, and the currencies, are cached.
    """

    def __init__(self, transport: HttpTransport, account: Account) -> None:
        self._transport = transport
        self._account = account
        self._currencies: dict[str, Currency] = {}
        self._key = {"Authorization": f"bearer {account.key.get_secret_value()}"}

    @property
    def database(self) -> str:
        return self._account.database

    @cached_property
    def user(self) -> Mapping[str, Any]:
        """The key's user with company and employee; queried once."""
        known: Mapping[str, Any] = self._asked("POST", "res.user/get_preferences", {"context_only": True}, {})
        return known

    @cached_property
    def context(self) -> Mapping[str, Any]:
        """Company and employee of the requests. Raises TrytonMisused for the key of another company."""
        company, mapped = self.user.get("company"), self._account.company
        if company is None or mapped not in {None, company}:
            raise TrytonMisused.because_of_the_company(self.database, mapped, self.user.get("company.rec_name"))
        return {name: self.user[name] for name in ("company", "employee") if self.user.get(name) is not None}

    @property
    def company(self) -> int:
        company: int = self.context["company"]
        return company

    def find(
        self, model: str, domain: Domain, fields: Sequence[str], *, order: Domain = (), limit: int | None = None
    ) -> list[Record]:
        """A field of a related record is named with dots: ``currency.code``."""
        query: list[tuple[str, str]] = [("d", in_address(domain)), *_field_parameters(fields)]
        if order:
            query.append(("o", in_address(order)))
        if limit is not None:
            query.append(("s", str(limit)))
        found: list[Record] = self._asked("GET", model, None, query=query)
        return found

    def create(self, model: str, values: Mapping[str, Any], fields: Sequence[str]) -> Record:
        created: Record = self._asked("POST", model, values, query=_field_parameters(fields))
        return created

    def write(self, model: str, record: int, values: Mapping[str, Any], fields: Sequence[str]) -> Record:
        changed: Record = self._asked("PUT", f"{model}/{record}", values, query=_field_parameters(fields))
        return changed

    def call_button(self, model: str, record: int, button: str, fields: Sequence[str]) -> Record:
        """Presses the button, and answers the record afterwards."""
        after: Record = self._asked("POST", f"{model}/{record}/{button}", {}, query=_field_parameters(fields))
        return after

    def delete(self, model: str, record: int) -> None:
        """Deletes the record; without an effect for one that is gone."""
        self._asked("DELETE", f"{model}/{record}", None, may_be_missing=True)

    def currency(self, code: str) -> Currency:
        """Raises TrytonMisused for one that was never imported there."""
        if code not in self._currencies:
            found = self.find("currency.currency", [["code", "=", code]], ["digits"], limit=1)
            if not found:
                raise TrytonMisused.because_currency_is_unknown(self.database, code)
            self._currencies[code] = Currency(found[0]["id"], code, found[0]["digits"])
        return self._currencies[code]

    def taxes(self, rates: Collection[int]) -> Mapping[int, int]:
        """The ids of the taxes for sales by their rates in basis points. Raises TrytonMisused for one it has not."""
        by_basis_points = {rate: Decimal(rate).scaleb(-_RATE_DIGITS) for rate in rates if rate}
        if not by_basis_points:
            return {}
        domain = [
            ["company", "=", self.company],
            ["type", "=", "percentage"],
            ["parent", "=", None],
            ["OR", ["group", "=", None], ["group.kind", "in", ["sale", "both"]]],
            ["rate", "in", list(by_basis_points.values())],
        ]
        found = self.find("account.tax", domain, ["rate"], order=[["sequence", "ASC"], ["id", "ASC"]])
        by_rate = {each["rate"]: each["id"] for each in reversed(found)}
        for rate in by_basis_points.values():
            if rate not in by_rate:
                raise TrytonMisused.because_it_has_no_such_tax(self.database, f"{(rate * 100).normalize():f}")
        return {basis_points: by_rate[rate] for basis_points, rate in by_basis_points.items()}

    def _asked(
        self,
        verb: str,
        path: str,
        body: Mapping[str, Any] | None,
        context: Mapping[str, Any] | None = None,
        *,
        query: Sequence[tuple[str, str]] = (),
        may_be_missing: bool = False,
    ) -> Any:
        headers = {
            **self._key,
            "Content-Type": "application/json",
            "X-Tryton-Context": in_address(self.context if context is None else context),
        }
        content = None if body is None else written(body)
        answer = self._transport.send(
            self.database, verb, f"rest/model/{path}", headers=headers, query=query, content=content
        )
        if answer.status_code == NO_CONTENT or (answer.status_code == NOT_FOUND and may_be_missing):
            return {}
        if answer.status_code != OK:
            raise refusal(self.database, self._transport.url, path, answer)
        return parsed(self.database, path, answer)


def _field_parameters(fields: Sequence[str]) -> list[tuple[str, str]]:
    """The fields to answer; without any, Tryton would answer all of them."""
    return [("f", field) for field in fields or ("id",)]

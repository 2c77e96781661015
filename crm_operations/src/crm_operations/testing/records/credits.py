"""Credits in memory."""

from collections.abc import Iterator, Sequence

from crm_core.credits import Credit, CreditedAlready, CreditFilter, CreditQuery, CreditRow, CreditSum, sums_of
from crm_core.errors import Forbidden
from crm_core.stores import Listed
from crm_operations.testing.records.state import FakeSession


class FakeCredits:
    def __init__(self, session: FakeSession) -> None:
        self._credits = session.state.credits
        self._tenant_id = session.actor.tenant_id

    def add(self, added: Sequence[Credit]) -> None:
        known = {credit.identity for credit in self._credits}
        for credit in added:
            if credit.tenant_id != self._tenant_id:
                raise Forbidden.because_of_another_tenant("credit", credit.id)
            if credit.identity in known:
                raise CreditedAlready.because_it_is_there(credit.opportunity_id)
            known.add(credit.identity)
            self._credits.append(credit)

    def of(self, opportunity_id: str) -> Sequence[Credit]:
        return [credit for credit in self._all() if credit.opportunity_id == opportunity_id]

    def find(self, query: CreditFilter) -> Listed[Credit]:
        found = [credit for credit in self._all() if _is_found_by(query, credit)][: query.limit]
        return Listed(found, last_id=found[-1].id if found else None)

    def sums(self, query: CreditQuery) -> Sequence[CreditSum]:
        return sums_of(self._credits, query)

    def stream(self, query: CreditQuery) -> Iterator[CreditRow]:
        rows = [_row(credit) for credit in self._credits if query.asks_for(credit)]
        return iter(sorted(rows, key=lambda row: row[:4]))

    def _all(self) -> Sequence[Credit]:
        return sorted(self._credits, key=lambda credit: credit.id)


def _is_found_by(query: CreditFilter, credit: Credit) -> bool:
    equal = {name: getattr(query, name) for name in ("opportunity_id", "user_id", "kind", "basis", "cause", "event_id")}
    return (
        all(value is None or getattr(credit, name) == value for name, value in equal.items())
        and (query.since is None or credit.credit_date >= query.since)
        and (query.until is None or credit.credit_date <= query.until)
        and (query.after_id is None or credit.id > query.after_id)
    )


def _row(credit: Credit) -> CreditRow:
    plain = {name: getattr(credit, name) for name in CreditRow._fields}
    return CreditRow(**{**plain, "basis": credit.basis.value, "cause": credit.cause.value})

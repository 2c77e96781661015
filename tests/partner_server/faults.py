"""What goes wrong with the partner systems on purpose: slow answers, lost calls, lost answers, refusals."""

import time
from collections import Counter
from threading import Lock

from crm_core.errors import Invalid, Refused, Unavailable
from crm_operations.providers import CustomerProvider, OrderProvider, QuotationProvider

PARTNERS: dict[str, type] = {"customers": CustomerProvider, "quotations": QuotationProvider, "orders": OrderProvider}
METHODS = frozenset(
    f"{name}.{method}" for name, partner in PARTNERS.items() for method in vars(partner) if not method.startswith("_")
)
"""What may be asked of the partners, such as ``customers.create_from_lead``."""


class Faults:
    """Set from outside, by the full name of a method; what was set stays until ``calm``, or until it is used up.

    Each setter raises Invalid for a method that no partner has.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.calm()

    def calm(self) -> None:
        """No trouble any more, and the count of it begins anew."""
        with self._lock:
            self._delay_seconds = 0.0
            self._lost_calls: Counter[str] = Counter()
            self._lost_answers: Counter[str] = Counter()
            self._refused: set[str] = set()
            self._struck: Counter[str] = Counter()

    def delay_answers(self, milliseconds: int) -> None:
        """Every answer of every method comes that much later; what was asked for has happened by then."""
        with self._lock:
            self._delay_seconds = milliseconds / 1000

    def lose_calls(self, method: str, times: int = 1) -> None:
        """The next calls fail with Unavailable before anything happened."""
        with self._lock:
            self._lost_calls[_known(method)] = times

    def lose_answers(self, method: str, times: int = 1) -> None:
        """The next calls that would have been answered fail with Unavailable although it happened."""
        with self._lock:
            self._lost_answers[_known(method)] = times

    def refuse(self, method: str) -> None:
        """Every call is Refused, and nothing happens."""
        with self._lock:
            self._refused.add(_known(method))

    def struck(self, method: str) -> int:
        """How many calls were lost, refused or left without an answer."""
        with self._lock:
            return self._struck[_known(method)]

    def before(self, method: str) -> None:
        """Raises Unavailable or Refused when the call is not to reach its partner."""
        with self._lock:
            if method in self._refused:
                self._struck[method] += 1
                raise Refused("{method}: the partner refuses it on purpose", {"method": method})
            if self._strikes(self._lost_calls, method):
                raise Unavailable("{method}: the call was lost on purpose", {"method": method})

    def after(self, method: str) -> None:
        """Raises Unavailable when the answer is not to reach its caller."""
        time.sleep(self._delay_seconds)
        with self._lock:
            if self._strikes(self._lost_answers, method):
                raise Unavailable("{method}: the answer was lost on purpose", {"method": method})

    def _strikes(self, waiting: Counter[str], method: str) -> bool:
        if waiting[method] <= 0:
            return False
        waiting[method] -= 1
        self._struck[method] += 1
        return True


def _known(method: str) -> str:
    if method not in METHODS:
        raise Invalid.field("method", f"no partner has {method!r}", "name it as in customers.create_from_lead")
    return method

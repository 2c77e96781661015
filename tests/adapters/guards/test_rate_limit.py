"""A partner is asked no more often than it can bear."""

import time

import pytest

from crm_adapters.guards import RateLimit, TooManyCalls, guarded
from crm_core.testing import Ids, answers, at_once, refusals
from crm_operations.providers import CustomerProvider
from crm_operations.testing import FakeCustomers


def limited(book: FakeCustomers, *, per_second: float, burst: int | None, wait_seconds: float) -> CustomerProvider:
    return guarded(book, CustomerProvider, [RateLimit("customers", per_second, burst, wait_seconds)])


def test_after_a_burst_calls_come_one_by_one() -> None:
    book = FakeCustomers(Ids())
    customers = limited(book, per_second=100, burst=5, wait_seconds=10)

    began = time.monotonic()
    outcomes = at_once([lambda: customers.exists("acme", "ada")] * 25)
    lasted = time.monotonic() - began

    assert refusals(outcomes) == []
    assert len(book.asked) == 25
    assert lasted >= 20 / 100 - 0.01, "the 20 beyond the burst wait a hundredth of a second each"


def test_who_would_wait_too_long_is_told_when_to_come_back() -> None:
    book = FakeCustomers(Ids())
    customers = limited(book, per_second=0.1, burst=2, wait_seconds=0.01)

    outcomes = at_once([lambda: customers.exists("acme", "ada")] * 10)

    assert len(answers(outcomes)) == len(book.asked) == 2
    for refusal in refusals(outcomes):
        assert isinstance(refusal, TooManyCalls)
        assert 9 < (refusal.retry_after_seconds or 0) <= 10


def test_without_a_burst_named_it_is_a_seconds_worth() -> None:
    book = FakeCustomers(Ids())
    customers = limited(book, per_second=3.5, burst=None, wait_seconds=0)

    outcomes = at_once([lambda: customers.exists("acme", "ada")] * 6, threads=1)

    assert 4 <= len(answers(outcomes)) <= 5


def test_all_tenants_share_what_the_server_can_bear() -> None:
    customers = limited(FakeCustomers(Ids()), per_second=0.001, burst=1, wait_seconds=0)
    customers.exists("acme", "ada")

    with pytest.raises(TooManyCalls, match="customers is asked more often than it can bear"):
        customers.exists("globex", "eve")

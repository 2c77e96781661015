"""What an integrator reads when an adapter breaks a promise, in a project of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

BROKEN = """
import pytest

from crm_core.testing import Ids
from crm_operations.testing import FakeCustomers
from crm_operations.testing.contracts import CustomerProviderContract


class Acme(FakeCustomers):
    def create_from_lead(self, tenant_id, draft, *, key):
        return super().create_from_lead(tenant_id, draft, key=self._new_id())

    def discard(self, tenant_id, customer_id, *, key):
        raise NotImplementedError("write discard")


class TestAcme(CustomerProviderContract):
    @pytest.fixture
    def customers(self):
        return Acme(Ids())
"""
DISCARD = "a_customer_is_discarded_with_the_key_that_made_it"
LINKED = "a_link_can_be_made_and_undone_as_often_as_asked"
TWICE = "a_discarded_customer_can_be_made_again_with_the_same_key"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Strict about markers, as many projects are: those of the suites must be known there too."""
    folder = tmp_path_factory.mktemp("acme")
    (folder / "test_acme.py").write_text(BROKEN)
    expected = f"{DISCARD} or {LINKED} or an_update_cannot or same_key_ten"
    command = [sys.executable, "-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", "-k", expected]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def failure(output: str, promise: str) -> list[str]:
    """The lines of one failure, without the rule above it."""
    _, _, rest = output.partition(f"test_{promise} _")
    return rest.partition("\n____")[0].splitlines()[1:]


def test_first_comes_the_promise_what_was_asked_and_what_came(output: str) -> None:
    promise, asked, came, expected, calls, *_ = failure(output, "the_same_key_ten_times_at_once_makes_one_customer")

    assert promise == "the same key ten times at once makes one customer"
    assert asked == "    asked:  refusals of ten calls with one key"
    assert came.startswith("    came:   [Conflict(")
    assert (expected, calls) == ("    wanted: []", "    calls:")


def test_calls_are_told_in_order_with_names_for_what_has_none(output: str) -> None:
    lines = failure(output, DISCARD)

    numbered = [line for line in lines if line.strip()[:2] in {"1.", "2."}]
    assert numbered[0].strip().startswith("1. customers.create_from_lead(tenant, CustomerDraft(name=")
    assert numbered[1].strip() == "2. customers.discard(tenant, customer-1, key='p/1')"
    assert "          -> NotImplementedError: write discard" in lines
    assert any(line.startswith("    customer-1 is 0000") for line in lines)


def test_calls_that_are_alike_are_told_once(output: str) -> None:
    lines = failure(output, "the_same_key_ten_times_at_once_makes_one_customer")

    assert any(
        line.strip() == "2. 9 x customers.create_from_lead(tenant, the same CustomerDraft, key='p/1')" for line in lines
    )


def test_the_promise_is_quoted_with_the_line_it_stands_on(output: str) -> None:
    lines = failure(output, DISCARD)

    at = next(line for line in lines if line.startswith("    CustomerProvider.discard promises, "))
    file, _, number = at.rpartition(" ")[2].rpartition(":")
    quoted = Path(file).read_text(encoding="utf-8").splitlines()[int(number) - 1].strip(' "')
    assert f"        {quoted}" in lines
    assert quoted.startswith("Deletes the customer this key created")


def test_an_adapter_that_fails_is_told_where(output: str) -> None:
    lines = failure(output, DISCARD)

    assert '    in:     test_acme.py:14  raise NotImplementedError("write discard")' in lines
    assert "    came:   NotImplementedError: write discard" in lines
    assert not any("testing/contracts" in line for line in lines)


def test_what_is_kept_is_not_told(output: str) -> None:
    assert "2 failed, 2 passed" in output
    assert failure(output, LINKED) == []

"""A version of a rule decides for ever as it did when it was pinned: whoever changes one raises its version."""

import pytest
from pinned_decisions import FOLDER, file_of, read

from crm_adapters.wiring.rules import RULES
from crm_operations.audit import judge_again
from crm_operations.records import AnyRule

PINS_IT = ".venv/bin/python tests/decisions/pinned_decisions.py"


@pytest.mark.parametrize("rule", list(RULES), ids=lambda rule: f"{rule.kind}-{rule.version}")
def test_what_was_decided_is_decided_again(rule: AnyRule) -> None:
    assert file_of(rule).exists(), f"{rule.kind} {rule.version} is not pinned; {PINS_IT} does it"

    found = [judge_again(decision, RULES, policy) for decision, policy in read(rule)]

    remedy = f"raise the version of {rule.kind}, keep the former function registered if you can, then run {PINS_IT}"
    assert [replay.explain() for replay in found if not replay.is_same] == [], remedy


def test_no_version_is_pinned_that_nobody_registers() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {file_of(rule).name for rule in RULES}

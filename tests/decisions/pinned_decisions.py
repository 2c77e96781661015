"""Decisions of each version of a rule as they were stored when it was pinned, a line of JSON each.

Run it for a rule that is new, or whose version was raised: `.venv/bin/python tests/decisions/pinned_decisions.py`.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from drawn_decisions import as_stored, draw
from mutated_rules import mutants_of, noticed

from crm_adapters.wiring.rules import RULES
from crm_operations.records import AnyRule, Decision

FOLDER = Path(__file__).with_name("pinned")
DRAWN = 500


def file_of(rule: AnyRule) -> Path:
    return FOLDER / f"{rule.kind}-{rule.version}.jsonl"


def read(rule: AnyRule) -> Sequence[tuple[Decision, str]]:
    """Each with its policy."""
    lines = [json.loads(line) for line in file_of(rule).read_text(encoding="utf-8").splitlines()]
    return [(Decision.model_validate(line["decision"]), line["policy"]) for line in lines]


def write(rule: AnyRule) -> None:
    """The fewest, about, that notice every slip of the code which any of those drawn would notice."""
    drawn = draw(rule, DRAWN)
    stored = [as_stored(rule, each) for each in drawn]
    chosen: list[tuple[Decision, str]] = []
    for mutant in mutants_of(lambda: [rule.decide(*each) for each in drawn]):
        if noticed(mutant, rule, chosen) is None and (place := noticed(mutant, rule, stored)) is not None:
            chosen.append(stored[place])
    lines = [json.dumps({"decision": each.to_dict(), "policy": policy}, ensure_ascii=False) for each, policy in chosen]
    file_of(rule).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for rule in RULES:
        if not file_of(rule).exists():
            write(rule)
            sys.stdout.write(f"{file_of(rule)} is written\n")

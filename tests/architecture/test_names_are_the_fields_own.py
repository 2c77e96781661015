"""Names in the three packages are words of the field; those of a private language that was once spoken stay away."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

RETIRED = frozenset(
    """
    bell bells carrier census chore chores converter crew deeds desk desks door doors errand errands examination fate
    fates fence fences finding findings gave given ground handed home housekeeping keeper kept lately ledger letter
    letterbox letters lookout made owed parcel parcels quietly recall recipe recipes remembered remembering rope ropes
    said scribe settle spreader standings taken_along theatre together told tracker traveller walls wanted witness
    """.split()  # noqa: SIM905
)

RETIRED_IN_SENTENCES = re.compile(
    r"\b(bell|bells|chore|chores|errand|errands|housekeeping|recipe|recipes|rope|ropes"
    r"|(?:is|are|at|those) at home|leaves? the house|asks? nobody)\b",
    re.IGNORECASE,
)

STANDARD_HERE = frozenset(
    {
        "because_weight_is_given_twice",  # the sentence of an error
        "dead_letters",  # messages that are not delivered however often one tries
        "DeadLetters",
        "DEAD_LETTERS",
        "_dead_letters",
        "is_letter",  # of the alphabet
    }
)
"""Names in which such a word is the field's own."""

STANDARD_IN = {
    "crm_operations/bulk/undoing.py": {"kept"},  # the bucket of an undo, as the definitions and `--json` call it
    "crm_adapters/telemetry/watch.py": {"carrier"},  # OpenTelemetry's: what a trace context travels in
    "crm_adapters/relay/batch.py": {"settle"},  # a message is settled when it is delivered or dead
    "crm_adapters/relay/outbox_queue.py": {"settle"},
    "crm_adapters/relay/outbox_statements.py": {"settle"},
    "crm_adapters/relay/relay.py": {"settle"},
    "crm_adapters/demo/company.py": {"home"},  # the currency of the company's own country
    "crm_adapters/tryton/tryton.py": {"home"},
    "crm_adapters/demo/tryton_server.py": {"home"},  # a folder of the operating system
    "crm_adapters/scaffold/promises.py": {"home"},  # the module a class is defined in
    "crm_core/approvals/refusals.py": {"recall"},
    "crm_core/approvals/request.py": {"recall"},  # a request for approval is recalled by whoever asked
    "crm_operations/approvals/coordinator.py": {"recall"},
    "crm_operations/approvals/follower.py": {"recall"},
    "crm_core/commissions/statement.py": {"recall"},
    "crm_operations/commissions/settling.py": {"recall"},
    "crm_core/vocabulary.py": {"letters"},  # of the alphabet
    "crm_core/testing/store_contracts/every_field.py": {"letters", "given"},
    "crm_core/testing/store_contracts/entity_suite.py": {"given"},  # Hypothesis
}


# Names of tests are sentences.
def test_no_name_is_made_of_a_retired_word() -> None:
    found = sorted(
        f"{path}:{name}"
        for path, tree in _sources()
        for name in _names(tree)
        if not name.startswith("test_")
        and name not in STANDARD_HERE
        and words_of(name) & (RETIRED - STANDARD_IN.get(path, set()))
    )

    assert found == []


def test_no_sentence_speaks_of_what_has_another_name_now() -> None:
    """Docstrings, comments and messages; many of the other words are plain English in a sentence."""
    found = sorted(
        f"{path.relative_to(ROOT)}: {word.group()}"
        for path in ROOT.glob("*/src/**/*.py")
        for word in RETIRED_IN_SENTENCES.finditer(path.read_text(encoding="utf-8"))
    )

    assert found == []


def test_the_words_of_a_name_are_told_apart() -> None:
    assert words_of("LiveDoorOpened") == {"live", "door", "opened"}
    assert words_of("_HANDED_OVER") == {"handed", "over"}


def words_of(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)}


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for package in ("crm_core", "crm_operations", "adapters"):
        source = ROOT / package / "src"
        for path in sorted(source.rglob("*.py")):
            yield path.relative_to(source).as_posix(), ast.parse(path.read_text())


def _names(tree: ast.Module) -> set[str]:
    """Whatever this module gives a name to."""
    names = set()
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.arg(arg=name) | ast.alias(asname=str(name)) | ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.Attribute(attr=name, ctx=ast.Store()):
                names.add(name)
    return names

"""Ten thousand decisions of every registered kind, drawn, stored, read back and judged again: all must be the same.

Then each rule's code is changed a little, in one place at a time, which a thousand of them must notice.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from drawn_decisions import Drawn, draw, judged_again, store
from mutated_rules import survivors
from rich.console import Console
from rich.table import Table

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_adapters.wiring.rules import RULES
from crm_core.actor import Actor
from crm_core.leads import CreateLead
from crm_operations.audit import Replay
from crm_operations.records import AnyRule

DECISIONS = 10_000
SLIPS_SEEN_BY = 1_000
"""Decisions of a kind that are judged by each mutant of its rule."""
AT_ONCE = 500
"""Of one entity, recorded in one commit."""


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", "kind", "version", "decisions", "policies", "verdicts", "the same again", "a second")
    drawn = {rule: draw(rule, DECISIONS) for rule in RULES}
    for name, url in urls.items():
        with open_crm(url()) as crm, console.status(f"{name}: judging again"):
            for rule, decisions in drawn.items():
                table.add_row(name, *_judge(crm, administrator(f"{name}-{rule.kind}"), rule, decisions))
    console.print(table)
    slips = Table("kind", "places where its code can slip", "caught", "not caught by these decisions")
    for rule, decisions in drawn.items():
        mutants, lived = survivors(rule, decisions[:SLIPS_SEEN_BY])
        assert len(lived) < mutants, f"nothing that slips in {rule.kind} is caught"
        slips.add_row(rule.kind, str(mutants), str(mutants - len(lived)), ", ".join(lived))
    console.print(slips)


def _judge(crm: Crm, actor: Actor, rule: AnyRule, decisions: Sequence[Drawn]) -> Sequence[str]:
    crm.initialise(actor)
    leads = []
    for place in range(0, len(decisions), AT_ONCE):
        leads.append(crm.leads.capture(actor, CreateLead(name="Ada")).lead.ref)
        store(crm.container.infrastructure.records(), actor, rule, leads[-1], decisions[place : place + AT_ONCE])
    started = time.perf_counter()
    replays = [replay for lead in leads for replay in judged_again(crm.container.infrastructure.records(), actor, lead)]
    seconds = time.perf_counter() - started
    differing = list(_complaints(replays))
    assert len(replays) == len(decisions)
    assert not differing, f"{len(differing)} of {rule.kind} differ: {differing[:3]}"
    counts = (len(replays), len({each.decision.policy for each in replays}), len({each.again for each in replays}))
    same = sum(each.is_same for each in replays)
    return rule.kind, str(rule.version), *(f"{count:,}" for count in (*counts, same, round(len(replays) / seconds)))


def _complaints(replays: Sequence[Replay]) -> Iterator[str]:
    yield from ("; ".join(replay.explain()) for replay in replays if not replay.is_same)

"""``crm sla policy``: what is promised of which leads and deals, by when, and who is told."""

from collections.abc import Iterator
from typing import Any

import typer
from pydantic import TypeAdapter
from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.files import File, listed, read_file, value_of
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Asked, Noun
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import facts, plain, table, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.service_levels import PROPOSAL_STAGE, AddSlaPolicy, EditSlaPolicy, SlaPolicy, SlaPolicyFilter
from crm_operations.service_levels import SlaPolicyCoordinator

app = typer.Typer(no_args_is_help=True)

POLICY = Noun.by_key("name", "NAME", "What reports call it, such as Hot leads.")
EXAMPLE = "crm sla policy list --json"
_POLICIES: TypeAdapter[tuple[AddSlaPolicy, ...]] = TypeAdapter(tuple[AddSlaPolicy, ...])
_HOUR = 3_600

STATE = Column[SlaPolicy]("", lambda each, _: "replaced" if each.replaced_at else "retired" if each.retired_at else "")
POSITION = Column[SlaPolicy]("At", lambda each, _: str(each.position), right=True)
PROMISES = Column[SlaPolicy](
    "Promises", lambda each, _: ", ".join(f"{words(one.target)} {hours(one.seconds)}" for one in each.promises)
)


def hours(seconds: int) -> str:
    """``24 h``, or with minutes."""
    whole, rest = divmod(seconds, _HOUR)
    return f"{whole} h" if not rest else f"{seconds / _HOUR:.2f} h"


def policy_sheet(policy: SlaPolicy) -> RenderableType:
    """What it promises, of which, and the rungs of its ladder."""
    state = "replaced" if policy.replaced_at else "retired" if policy.retired_at else None
    grid = facts(
        [
            ("Policy", Text.assemble((plain(policy.name), "bold"), f"  revision {policy.revision}")),
            ("State", Text(state) if state else None),
            ("Position", Text(f"{policy.position}; of two that match, the lower holds")),
            ("Of", Text(words(policy.subject))),
            ("Which", Text(plain(policy.condition)) if policy.condition else Text("all")),
            ("Promises", Text("\n".join(f"{words(one.target)} {hours(one.seconds)}" for one in policy.promises))),
            ("Counted in", Text(plain(policy.calendar) if policy.calendar else "clock time")),
            ("Besides", Text("\n".join(besides)) if (besides := list(_besides(policy))) else None),
        ]
    )
    rungs = table("Rung", "When", "Tells", whole=("Rung",))
    for number, rung in enumerate(policy.ladder):
        after = rung.after_seconds
        when = (
            f"at {policy.warning_percent} %" if after is None else f"{hours(after)} after due" if after else "when due"
        )
        rungs.add_row(str(number), when, ", ".join(words(one) for one in rung.tells))
    return Group(grid, rungs) if policy.ladder else grid


def _besides(policy: SlaPolicy) -> Iterator[str]:
    """What it says otherwise than a policy does by default; its warning and its ladder stand below."""
    for name in ("pauses_for_activities", "pauses_for_approvals"):
        if not getattr(policy, name):
            yield f"never {words(name)}"
    for name in ("asks_for_answer", "customers_answer_counts", "passes_quiet_hours"):
        if getattr(policy, name):
            yield words(name)
    if policy.proposal_stage != PROPOSAL_STAGE:
        yield f"proposed in the stage {words(policy.proposal_stage)}"


def _show_policy(session: Session, asked: Asked[SlaPolicy], as_json: bool) -> None:
    session.print_result(asked.answer, policy_sheet(asked.answer), as_json=as_json)


add_listing(
    app,
    SlaPolicyCoordinator.list,
    (POSITION, "name", "revision", "subject", PROMISES, STATE),
    "policies",
)
add_command(app, "show", SlaPolicyCoordinator.get, _show_policy, on=POLICY)


@app.command("add")
def add_policies(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Add the policies of a file; what starts from now on runs by them."""
    session = session_of(ctx)
    policies = [session.crm.sla_policies.add(session.actor, request) for request in _requests(file)]
    session.print_result(policies, f"Policies: {_named(policies)}.", as_json=as_json)


@app.command("set")
def set_policies(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Add the policies of a file, and edit those there are; what is as it was stays."""
    session = session_of(ctx)
    requests = _requests(file)
    every = session.crm.sla_policies.list(session.actor, SlaPolicyFilter(only_current=True, limit=1_000))
    known = {each.name for each in every}
    policies = [_set(session, request, request.name in known) for request in requests]
    session.print_result(policies, f"Policies: {_named(policies)}.", as_json=as_json)


@app.command("edit")
def edit_policies(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Change the policies of a file by new revisions; what runs by the former goes on by them."""
    session = session_of(ctx)
    policies = [_set(session, request, exists=True) for request in _requests(file)]
    session.print_result(policies, f"Policies: {_named(policies)}.", as_json=as_json)


add_command(app, "retire", SlaPolicyCoordinator.retire, "{name} is retired.", on=POLICY)
add_command(app, "reinstate", SlaPolicyCoordinator.reinstate, "{name} holds again.", on=POLICY)


def _requests(file: Any) -> tuple[AddSlaPolicy, ...]:
    read = listed(read_file(file, EXAMPLE), "policies")
    return value_of(file, _POLICIES, _entered(read if isinstance(read, list) else [read]), EXAMPLE)


def _entered(read: list[Any]) -> list[Any]:
    """Without what ``list --json`` shows besides, so that a list can be written back."""
    besides = SlaPolicy.model_fields.keys() - AddSlaPolicy.model_fields.keys()
    return [
        {name: value for name, value in each.items() if name not in besides} if isinstance(each, dict) else each
        for each in read
    ]


def _set(session: Session, request: AddSlaPolicy, exists: bool) -> SlaPolicy:
    if not exists:
        return session.crm.sla_policies.add(session.actor, request)
    named = {name: value for name, value in dict(request).items() if name not in EditSlaPolicy.fixed}
    return session.crm.sla_policies.edit(session.actor, request.name, EditSlaPolicy(**named))


def _named(policies: list[SlaPolicy]) -> str:
    return ", ".join(f"{plain(each.name)} (revision {each.revision})" for each in policies)

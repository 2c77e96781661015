"""``crm split``: who shares a deal, and who said yes to that."""

from decimal import Decimal

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.nouns import DEAL
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import amount, plain, words
from crm_adapters.cli.shell.session import Session
from crm_core.credits import REVENUE, Share
from crm_core.splits import AskedShare, Split, SplitTemplate
from crm_operations.revenue_splits import DealShares, OpportunitySplitCoordinator, OverlayAmount

app = typer.Typer(no_args_is_help=True)
template = typer.Typer(no_args_is_help=True)


def shown(shares: tuple[Share | AskedShare, ...]) -> str:
    """``ada 70 %, bob 30 %, eve 10 % overlay``."""
    texts = (
        f"{share.user_id or 'owner'} {Decimal(share.basis_points) / 100} %"
        + ("" if share.kind == REVENUE else f" {share.kind}")
        for share in shares
    )
    return ", ".join(texts)


SHARES = Column[Split]("Shares", lambda split, _: plain(shown(split.shares)))
TEMPLATE = Column[SplitTemplate]("Shares", lambda each, _: plain(shown(each.shares)))


def show_split(session: Session, asked: Asked[Split], as_json: bool) -> None:
    split = asked.answer
    line = f"The split of {split.opportunity_number} is {words(split.status)}: {plain(shown(split.shares))}."
    session.print_result(split, line, as_json=as_json)


def show_shares(session: Session, asked: Asked[DealShares], as_json: bool) -> None:
    found = asked.answer
    state = f" ({words(found.agreed.status)})" if found.agreed else " (nothing else is agreed)"
    lines = [f"{found.opportunity_number}: {plain(shown(found.shares))}{state}."]
    if found.open is not None:
        lines.append(f"{words(found.open.status).capitalize()}: {plain(shown(found.open.shares))}.")
    session.print_result(found, "\n".join(lines), as_json=as_json)


def show_overlay(session: Session, asked: Asked[tuple[OverlayAmount, ...]], as_json: bool) -> None:
    lines = [
        f"{plain(each.user_id)}: {amount(each.amount.minor, each.amount.currency)} beside the revenue."
        for each in asked.answer
    ]
    session.print_result(asked.answer, "\n".join(lines) or "Nobody has overlay.", as_json=as_json)


add_listing(app, OpportunitySplitCoordinator.list, (("Deal", "opportunity_number"), "status", SHARES, "id"), "splits")
add_command(app, "show", OpportunitySplitCoordinator.shares, show_shares, on=DEAL)
add_command(app, "overlay", OpportunitySplitCoordinator.calculate_overlay, show_overlay, on=DEAL)
add_command(app, "set", OpportunitySplitCoordinator.create_split, show_split, on=DEAL)
add_command(app, "team", OpportunitySplitCoordinator.create_team_split, show_split, on=DEAL)
add_command(app, "submit", OpportunitySplitCoordinator.submit, show_split, on=DEAL)
add_command(app, "approve", OpportunitySplitCoordinator.approve, show_split, on=DEAL)
add_command(app, "reject", OpportunitySplitCoordinator.reject, show_split, on=DEAL)
add_command(app, "withdraw", OpportunitySplitCoordinator.withdraw, show_split, on=DEAL)
add_command(app, "dispute", OpportunitySplitCoordinator.dispute, show_split, on=DEAL)
add_command(app, "resolve", OpportunitySplitCoordinator.resolve, show_split, on=DEAL)
app.add_typer(template, name="template", help="Keep how teams share their deals.")
add_listing(template, OpportunitySplitCoordinator.templates, ("name", TEMPLATE, "retired_at", "id"), "templates")
add_command(template, "add", OpportunitySplitCoordinator.add_template, "{name} is there.")
add_command(template, "edit", OpportunitySplitCoordinator.edit_template, "{name} is changed.")
add_command(template, "retire", OpportunitySplitCoordinator.retire_template, "{name} is retired.")

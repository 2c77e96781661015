"""``crm lead convert``: a lead becomes a customer and a deal, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NoReturn

import typer

from crm_adapters.cli.lead.bulk_conversion import BulkMode, convert_all
from crm_adapters.cli.lead.sheets import converted_line, plan_sheet, refusal_lines
from crm_adapters.cli.shell.enqueued import Enqueue, NoWait
from crm_adapters.cli.shell.exit_codes import ExitCode
from crm_adapters.cli.shell.options import AsJson, Currency
from crm_adapters.cli.shell.reading import money_of, pipeline_id_of
from crm_adapters.cli.shell.screen import complain
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.errors import Invalid
from crm_core.leads import Lead
from crm_operations.lead_conversion import ConvertLead, ConvertLeads, LeadNotQualified


def convert_lead(
    ctx: typer.Context,
    lead: Annotated[
        str | None, typer.Argument(metavar="LEAD", help="The lead's number, such as LEAD-2026-0001, or its id.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", metavar="", help="Every open lead that qualifies.")] = False,
    where: Annotated[
        str | None,
        typer.Option(metavar="CEL", help='With --all: only leads like lead.score > 60 AND lead.grade == "A"'),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=1, help="With --all: turn to at most so many, oldest first.")
    ] = None,
    enqueue: Enqueue = False,
    no_wait: NoWait = False,
    plan: Annotated[
        bool, typer.Option("--plan", metavar="", help="Only show what would happen; nothing is touched.")
    ] = False,
    customer: Annotated[
        str | None, typer.Option(metavar="ID", help="An existing customer; else one is found by address, or made.")
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="What to call the deal.")] = None,
    value: Annotated[str | None, typer.Option(metavar="AMOUNT", help="Expected revenue, such as 1054.50.")] = None,
    currency: Currency = None,
    close_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="When it should close: 2026-06-30.")
    ] = None,
    assigned_to: Annotated[str | None, typer.Option(metavar="USER", help="Who gets the deal; else who has it.")] = None,
    pipeline: Annotated[str | None, typer.Option(metavar="NAME", help="Name or id; else the default one.")] = None,
    override: Annotated[
        str | None, typer.Option(metavar="REASON", help="Convert although the rule says no; takes a team lead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Turn a lead into a customer and a deal, or all leads that qualify.

    A lead is converted once: asked again, the answer is the same; with --all, what failed is tried again.
    """
    session = session_of(ctx)
    if everything == (lead is not None):
        raise Invalid.field("LEAD", "say one lead, or all of them", "name a lead, or give --all")
    if lead is None:
        _check_of_many(
            {
                "--customer": customer,
                "--name": name,
                "--value": value,
                "--currency": currency,
                "--close-date": close_date,
                "--assigned-to": assigned_to,
                "--pipeline": pipeline,
                "--override": override,
            }
        )
        if plan and enqueue:
            raise Invalid.field("--plan", "a plan is made here, not by workers", "leave out one of them")
        mode = BulkMode(plan=plan, enqueue=enqueue, no_wait=no_wait)
        convert_all(session, ConvertLeads(where=where, limit=limit), mode, as_json=as_json)
        return
    _check_of_one({"--where": where, "--limit": limit, "--enqueue": enqueue, "--no-wait": no_wait})
    found = session.crm.leads.get(session.actor, lead)
    default_currency = found.currency_code or session.own_settings.currency
    details: dict[str, Any] = {
        "customer_id": customer,
        "opportunity_name": name,
        "expected_revenue": money_of(value, currency, default_currency),
        "expected_close_date": close_date.date() if close_date else None,
        "assigned_to": assigned_to,
        "pipeline_id": pipeline_id_of(session, pipeline),
        "override_reason": override,
    }
    # Only what was asked for, since asking again without details means the same conversion.
    command = ConvertLead(
        lead_id=found.id, **{field: chosen for field, chosen in details.items() if chosen is not None}
    )
    if plan:
        _show_plan(session, found, command, as_json=as_json)
        return
    answer = session.crm.conversion.convert_lead(session.actor, command)
    if isinstance(answer, LeadNotQualified):
        session.print_result(answer, as_json=as_json)
        _print_refusal(session, found, answer.reasons)
    session.print_result(answer, converted_line(found, answer), as_json=as_json)
    if not as_json:
        session.print_note(f"Next: crm deal show {answer.opportunity_number}", "dim")


def _check_of_many(options: Mapping[str, object]) -> None:
    for option, value in options.items():
        if value is not None:
            raise Invalid.field(option, "it is about one lead", "name the lead instead of --all, or leave it out")


def _check_of_one(options: Mapping[str, object]) -> None:
    for option, value in options.items():
        if value:
            raise Invalid.field(option, "it is about many leads", "give --all instead of the lead, or leave it out")


def _show_plan(session: Session, lead: Lead, command: ConvertLead, *, as_json: bool) -> None:
    plan = session.crm.conversion.plan(session.actor, command)
    if plan.would_convert or as_json:
        session.print_result(plan, plan_sheet(lead, plan), as_json=as_json)
    if not plan.would_convert:
        _print_refusal(session, lead, plan.refusals)


def _print_refusal(session: Session, lead: Lead, reasons: tuple[str, ...]) -> NoReturn:
    first, *remedies = refusal_lines(lead, reasons)
    complain(first)
    for line in remedies:
        session.print_note(line)
    raise typer.Exit(ExitCode.FAILED)

"""``crm sla``: service levels: what must happen by when."""

import typer

from crm_adapters.cli.sla import calendar

app = typer.Typer(no_args_is_help=True)
app.add_typer(calendar.app, name="calendar", help="Keep the hours, special days and holidays that deadlines count by.")

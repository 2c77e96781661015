"""``crm sla``: service levels: what must happen by when."""

import typer

from crm_adapters.cli.sla import calendar, policy
from crm_adapters.cli.sla.clocks import add_clocks
from crm_adapters.cli.sla.escalations import add_escalations
from crm_adapters.cli.sla.report import add_reports

app = typer.Typer(no_args_is_help=True)
app.add_typer(calendar.app, name="calendar", help="Keep the hours, special days and holidays that deadlines count by.")
app.add_typer(policy.app, name="policy", help="Keep what is promised of which leads and deals, and who is told.")
add_clocks(app)
add_escalations(app)
add_reports(app)

"""The pipeline as a board: a bar for each stage, money to the right, and the rates below."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.screen import NOTHING, amount, counted, facts, percent, plain, table, words
from crm_core.leads import LeadStatus
from crm_core.pipelines import CurrencyFigures, Outcome, PipelineSummary, StageFigures
from crm_operations.pipeline_analytics import Dashboard
from crm_operations.providers import LeadFunnel

NARROWEST_BAR = 6
WIDEST_BAR = 32
_GAPS = 14
"""What the table itself takes between its columns."""

_STYLES = {Outcome.OPEN: "cyan", Outcome.WON: "green", Outcome.LOST: "red"}
_EIGHTHS = " ▏▎▍▌▋▊▉"


def board(dashboard: Dashboard, width: int, *, in_ascii: bool = False) -> RenderableType:
    pipelines = list(dict.fromkeys(figures.pipeline_id for figures in dashboard.stages))
    if not pipelines:
        return "No pipeline yet; run `crm init`."
    parts: list[RenderableType] = []
    for pipeline_id in pipelines:
        stages = [figures for figures in dashboard.stages if figures.pipeline_id == pipeline_id]
        title = Text.assemble((plain(stages[0].pipeline), "bold"), f"  {dashboard.as_of:%Y-%m-%d}")
        parts += [title, "", _stages(stages, width, in_ascii=in_ascii), ""]
    return Group(*parts, _rates(dashboard.summary, dashboard.leads))


def _stages(stages: Sequence[StageFigures], width: int, *, in_ascii: bool) -> Table:
    values = [amount(figures.total_minor, figures.currency) for figures in stages]
    weighted = [amount(figures.weighted_minor, figures.currency) for figures in stages]
    names = [figures.display_name for figures in stages]
    room = width - _GAPS - 5 - _longest(names) - _longest(values) - _longest(weighted)
    bar_width = min(max(room, NARROWEST_BAR), WIDEST_BAR)
    most = max((figures.count for figures in stages), default=0)
    grid = table("Stage", "Deals", "", "Worth", "Weighted", right=("Deals", "Worth", "Weighted"), whole=("Stage",))
    shown: set[str] = set()
    for figures, value, expected in zip(stages, values, weighted, strict=True):
        drawn = _bar_of_signs(figures.count, most, bar_width) if in_ascii else _bar(figures.count, most, bar_width)
        bar = Text(drawn, style=_STYLES[figures.outcome])
        name = "" if figures.stage in shown else plain(figures.display_name)
        grid.add_row(name, f"{figures.count:,}", bar, value, expected)
        shown.add(figures.stage)
    return grid


def _rates(summary: PipelineSummary, leads: LeadFunnel) -> Table:
    by_currency = summary.currencies
    lines: list[tuple[str, RenderableType | None]] = []
    lines += [("Open", _open(figures)) for figures in by_currency if figures.open_count]
    lines += [("Won", _won(figures)) for figures in by_currency if figures.won_count]
    if summary.unpriced_count:
        lines.append(("No value", f"{counted(summary.unpriced_count, 'open deal')} of unknown worth, in no sum above"))
    lines += [("Win rate", _win_rate(summary)), ("Leads", _leads(leads))]
    return facts(lines)


def _open(figures: CurrencyFigures) -> str:
    worth = amount(figures.open_minor, figures.currency)
    weighted = amount(figures.weighted_minor, figures.currency)
    return f"{counted(figures.open_count, 'deal')} worth {worth}, weighted {weighted}"


def _won(figures: CurrencyFigures) -> str:
    return f"{counted(figures.won_count, 'deal')} at {amount(figures.won_minor, figures.currency)}"


def _win_rate(summary: PipelineSummary) -> str:
    rate = summary.win_rate
    if rate.by_count.value is None:
        return "nothing is decided yet"
    return f"{percent(rate.by_count.value)} ({rate.won:,} won of {rate.won + rate.lost:,} decided)"


def _leads(leads: LeadFunnel) -> str:
    waiting = [row for row in leads.by_status if row.status is not LeadStatus.CONVERTED_TO_OPPORTUNITY and row.count]
    by_status = ", ".join(f"{row.count:,} {words(row.status)}" for row in waiting)
    total = sum(row.count for row in waiting)
    return f"{total:,} not converted" + (f": {by_status}" if by_status else "")


def _bar(count: int, most: int, width: int) -> str:
    """In eighths of a character; what is there at all shows at least one of them."""
    if not count:
        return ""
    whole, eighths = divmod(max(1, count * width * 8 // most), 8)
    return "█" * whole + (_EIGHTHS[eighths] if eighths else "")


def _bar_of_signs(count: int, most: int, width: int) -> str:
    return "#" * max(1, count * width // most) if count else ""


def _longest(texts: Sequence[str]) -> int:
    return max((len(text) for text in texts), default=len(NOTHING))

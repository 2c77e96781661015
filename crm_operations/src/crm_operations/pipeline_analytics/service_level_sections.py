"""The report's section on service levels: how they were kept, and how long the first contact took."""

from collections.abc import Sequence

from crm_core.pipelines import Rate
from crm_core.service_levels import Compliance
from crm_operations.pipeline_analytics.columns import count, duration, in_words, rate, text
from crm_operations.pipeline_analytics.report import Cell, Column, ColumnKind, Section, Table


def service_levels(rows: Sequence[Compliance]) -> Section:
    table = Table(
        name="service_levels",
        title="Service levels by policy, target and person",
        columns=(
            text("policy", "Policy"),
            text("target", "Target"),
            text("person", "Person"),
            count("met", "Met"),
            count("met_late", "Late"),
            count("breached_open", "Open"),
            rate("compliance", "Kept"),
            Column(name="first_contact_median", title="Median", kind=ColumnKind.DURATION),
            Column(name="first_contact_p90", title="90 %", kind=ColumnKind.DURATION),
            count("cancelled", "Cancelled"),
        ),
        rows=tuple(map(_cells, rows)),
        empty="Nothing that was promised was due in these months.",
    )
    note = (
        "What was due in the months of this report. Open is breached and not met yet; kept is the share met in time. "
        "Median and 90 % are of the time until the first contact, counted by its calendar."
    )
    return Section(name="service_levels", title="Service levels", note=note, tables=(table,))


def _cells(row: Compliance) -> tuple[Cell, ...]:
    return (
        row.policy,
        in_words(row.target) if row.target else None,
        row.user,
        row.met,
        row.met_late,
        row.breached_open,
        Rate.of(row.met, row.met + row.met_late + row.breached_open),
        duration(row.first_contact_median_seconds),
        duration(row.first_contact_p90_seconds),
        row.cancelled,
    )

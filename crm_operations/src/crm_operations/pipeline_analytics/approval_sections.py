"""The report's section on approvals: what became of requests, and how long a yes or no took."""

from collections.abc import Sequence

from crm_core.approvals import ApprovalCounts
from crm_operations.pipeline_analytics.columns import count, duration, in_words, text
from crm_operations.pipeline_analytics.report import Cell, Column, ColumnKind, Section, Table


def approvals(rows: Sequence[ApprovalCounts]) -> Section:
    table = Table(
        name="approvals",
        title="Approvals by level",
        columns=(
            text("level", "Level"),
            count("requests", "Requests"),
            count("approved", "Approved"),
            count("rejected", "Rejected"),
            Column(name="decided_median", title="Decided, median", kind=ColumnKind.DURATION),
            Column(name="decided_p90", title="Decided, 90 % within", kind=ColumnKind.DURATION),
            count("rework", "Made again"),
            count("expired", "Expired"),
            count("recalled", "Recalled"),
            count("voided", "Voided"),
            count("overridden", "Passed over"),
            count("pending", "Pending"),
        ),
        rows=tuple(map(_cells, rows)),
        empty="No approval was asked for in these months.",
    )
    note = "What was asked for in the months of this report, and became of it since; made again after a void or a no."
    return Section(name="approvals", title="Approvals", note=note, tables=(table,))


def _cells(row: ApprovalCounts) -> tuple[Cell, ...]:
    return (
        in_words(row.level) if row.level else None,
        row.requests,
        row.approved,
        row.rejected,
        duration(row.decided_median_seconds),
        duration(row.decided_p90_seconds),
        row.rework,
        row.expired,
        row.recalled,
        row.voided,
        row.overridden,
        row.pending,
    )

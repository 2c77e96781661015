"""Rows that name a customer by something else than its id: whom they mean is asked of the party master first."""

from collections.abc import Sequence
from typing import Any

from crm_core.actor import Actor, Permission
from crm_core.imports import Chunk, ImportLine, Lines, MappedRow, Reference, RowProblem
from crm_operations.bulk import Undone
from crm_operations.customer_accounts import find_customers
from crm_operations.importing.writers import Writer
from crm_operations.operation import inward
from crm_operations.providers import CustomerProvider


class CustomersNamed:
    """A Writer in front of one that knows customers by their ids only."""

    def __init__(self, customers: CustomerProvider, writer: Writer) -> None:
        self._customers = customers
        self._writer = writer

    @inward("it takes rows as a mapping understood them", Permission.IMPORT_HISTORY)
    def import_rows(self, actor: Actor, chunk: Chunk) -> Sequence[ImportLine]:
        """A row whose customer is unknown is refused. Raises Unavailable, and what the writer raises."""
        references = dict.fromkeys(each for row in chunk.rows if (each := _customer(row)) is not None)
        found = find_customers(self._customers, actor.tenant_id, list(references))
        rows, problems = list[MappedRow](), list(chunk.problems)
        for row in chunk.rows:
            reference = _customer(row)
            if reference is None:
                rows.append(row)
            elif reference in found:
                by_id = Reference(by="id", value=found[reference].id)
                rows.append(row._replace(record=row.record.model_copy(update={"customer": by_id})))
            else:
                problem = f"there is none with {reference.by} {reference.value}"
                remedy = "import customers first, and name them by external_id, id or email"
                problems.append(RowProblem(line=row.line, column="customer", problem=problem, remedy=remedy))
        return self._writer.import_rows(actor, chunk._replace(rows=rows, problems=problems))

    @inward("it takes lines of a batch", Permission.IMPORT_HISTORY)
    def undo_rows(self, actor: Actor, lines: Lines) -> Undone:
        """As the writer does, and raises."""
        return self._writer.undo_rows(actor, lines)


def _customer(row: MappedRow) -> Reference | None:
    record: Any = row.record
    customer: Reference | None = getattr(record, "customer", None)
    return customer

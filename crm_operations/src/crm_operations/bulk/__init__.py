"""What the bulk methods of coordinators share: rows find what they are of, are created or change it, and undone."""

from crm_operations.bulk.references import Named, deals_named, leads_named
from crm_operations.bulk.refusals import problem_of
from crm_operations.bulk.undoing import Left, Undone, undo_lines
from crm_operations.bulk.upsert import Change, Create, Upsert

__all__ = [
    "Change",
    "Create",
    "Left",
    "Named",
    "Undone",
    "Upsert",
    "deals_named",
    "leads_named",
    "problem_of",
    "undo_lines",
]

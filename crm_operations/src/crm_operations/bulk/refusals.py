"""Why a rule refuses a row, in the words of its error."""

from crm_core.errors import CrmError
from crm_core.imports import RowProblem

_REMEDY = "mend the row and import it again"


def problem_of(error: CrmError, line: int) -> RowProblem:
    """An error that names field and remedy is taken apart; any other one is the problem as a whole."""
    facts = error.facts
    if {"field", "problem", "remedy"} <= facts.keys():
        column, problem, remedy = (str(facts[name]) for name in ("field", "problem", "remedy"))
        return RowProblem(line=line, column=column, problem=problem, remedy=remedy)
    return RowProblem(line=line, problem=str(error), remedy=_REMEDY)

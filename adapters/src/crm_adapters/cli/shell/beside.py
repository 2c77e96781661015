"""Additional facts of a page, such as a partner's, whose failure does not stop the page."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.failures import explain_failure
from crm_adapters.cli.shell.screen import facts, plain
from crm_adapters.doctor import LOOK_AFTER_IT
from crm_adapters.loops import described
from crm_core.arguments import in_words
from crm_core.errors import CrmError, Unavailable
from crm_core.stores import Listed

T = TypeVar("T")


class Beside:
    """Queries one fact after the other; ``missing`` lists what failed, why, and the remedy."""

    def __init__(self) -> None:
        self.missing: list[str] = []

    def ask(self, what: str, question: Callable[[], T]) -> T | None:
        """The answer; None where the query fails, and then ``what`` is listed as missing."""
        try:
            answer = question()
        except Exception as failure:  # noqa: BLE001  a partner may be of any package, and raise whatever it likes
            self.missing.append(f"{what}: {_explained(failure)}")
            return None
        if isinstance(answer, Listed):
            self.missing += (f"{what}: {each.id}: {each.problem}" for each in answer.unreadable)
        return answer

    def shown(self) -> list[Table]:
        """The list of missing facts; empty without any."""
        return [facts(("Missing", Text(plain(line), style="yellow")) for line in self.missing)] if self.missing else []


def _explained(failure: Exception) -> str:
    """The text of our own errors, with a remedy where a partner does not answer; of others the class."""
    if isinstance(failure, Unavailable):
        return f"{explain_failure(failure)}; {LOOK_AFTER_IT}"
    if isinstance(failure, CrmError):
        return explain_failure(failure)
    if isinstance(failure, ValidationError):
        first = failure.errors(include_url=False, include_input=False)[0]
        place = ".".join([failure.title, *(str(part) for part in first["loc"])])
        return f"the answer cannot be understood ({place}: {in_words(first)[0]}); correct it where it comes from"
    return f"the answer cannot be understood ({described(failure)}); see what answers so"

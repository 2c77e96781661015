"""The answers of workflows, and whether an answer is stored under the business id."""

from typing import ClassVar

from crm_core.values import Value


class Answer(Value):
    """A final answer is stored, and answered to later requests; one that is not final is computed again."""

    is_final: ClassVar[bool] = True


class NonFinal(Answer):
    """A business no that may become a yes."""

    is_final: ClassVar[bool] = False

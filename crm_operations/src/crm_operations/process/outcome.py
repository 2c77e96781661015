"""The answers of workflows, and whether an answer is stored under the business id."""

from typing import ClassVar

from crm_core.values import Value


class Answer(Value):
    """A final answer is given again to everybody who asks again; one that is not final may be different next time."""

    is_final: ClassVar[bool] = True


class NonFinal(Answer):
    """A business no that may become a yes."""

    is_final: ClassVar[bool] = False

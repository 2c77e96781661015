"""Settings of delegations."""

from typing import Annotated

from pydantic import Field

from crm_core.approvals import DEPTH
from crm_core.values import Value


class DelegationSettings(Value):
    """How far work is handed on (BR-005)."""

    depth: Annotated[int, Field(ge=1, le=10)] = DEPTH
    """Steps of a chain at most: with 3, A to B to C to D stands. Those written before stay."""

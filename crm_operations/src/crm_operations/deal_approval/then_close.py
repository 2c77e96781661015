"""After the last yes: the deal is closed as won, at the approved value."""

from collections.abc import Callable

from crm_core.actor import Actor, Role
from crm_core.approvals import ApprovalRequest, MaterialTerms
from crm_core.money import Money
from crm_operations.records import Records

CloseDeal = Callable[[Actor, str, Money | None], object]
"""Closes the deal with this id as won, at this value; closed already on these terms is fine."""

USER = "system:approvals"
"""Whom the history names for what follows from an approval."""


class CloseApprovedDeal:
    """Does nothing for a deal that is closed meanwhile."""

    def __init__(self, records: Records, close: CloseDeal) -> None:
        self._records = records
        self._close = close

    def __call__(self, actor: Actor, request: ApprovalRequest) -> None:
        """Raises what closing raises."""
        by_system = Actor(tenant_id=actor.tenant_id, user_id=USER, roles=frozenset({Role.ADMIN}))
        with self._records.reading(by_system) as work:
            if not work.opportunities.get(request.subject.id).is_open:
                return
        self._close(by_system, request.subject.id, MaterialTerms.from_attributes(request.terms).value)

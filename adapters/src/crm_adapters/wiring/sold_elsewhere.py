"""Closes deals here that people closed in the sales system, where that is Tryton."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import structlog

from crm_adapters.storage import Database, SqlBookmarks
from crm_adapters.wiring.partners import who_provides
from crm_adapters.wiring.settings import CrmSettings, PartnerRole
from crm_adapters.wiring.tryton import TRYTON, tryton_of
from crm_core.actor import Actor, Role
from crm_core.errors import CrmError, Invalid
from crm_operations.deal_approval import DealApprovalCoordinator
from crm_operations.deal_closing import OpportunityCloseCoordinator
from crm_operations.pipeline_management import PipelineCoordinator

if TYPE_CHECKING:
    from crm_adapters.tryton import TrytonSync

_log = structlog.get_logger(__name__)


class SellingCrm(Protocol):
    """The parts of an opened CRM that this module uses."""

    @property
    def settings(self) -> CrmSettings: ...
    @property
    def database(self) -> Database: ...
    @property
    def deals(self) -> PipelineCoordinator: ...
    @property
    def closing(self) -> OpportunityCloseCoordinator: ...
    @property
    def deal_approval(self) -> DealApprovalCoordinator: ...


def sales_sync(crm: SellingCrm) -> "TrytonSync":
    """Finds deals closed in the sales system. Raises Invalid where that is not Tryton."""
    quotations = who_provides(crm.settings, PartnerRole.QUOTATIONS)
    if quotations.by != TRYTON:
        variable = f"CRM_{quotations.setting.upper().replace('.', '__')}"
        remedy = f"set {quotations.setting} to tryton, or {variable}"
        raise Invalid.field(quotations.setting, f"{quotations.by} does not say what was decided there", remedy)
    from crm_adapters.tryton import TrytonSync

    return TrytonSync(tryton_of(crm.settings), crm.deals, crm.closing, crm.deal_approval, SqlBookmarks(crm.database))


def syncs_sales(crm: SellingCrm) -> Callable[[], int] | None:
    """A maintenance job that closes every tenant's deals and counts them; None where the sales system is not Tryton."""
    if who_provides(crm.settings, PartnerRole.QUOTATIONS).by != TRYTON:
        return None
    sync = sales_sync(crm)

    def run() -> int:
        """Raises, after all tenants were tried, the last CrmError that stopped one."""
        closed, failed = 0, None
        for tenant_id in sync.tenants:
            try:
                result = sync.run(_sync_actor(tenant_id))
            except CrmError as failure:
                _log.warning("sales.tenant_not_synced", tenant=tenant_id, error=type(failure).__name__)
                failed = failure
                continue
            closed += len(result.won) + len(result.lost)
            for each in result.not_synced:
                _log.warning("sales.not_synced", tenant=tenant_id, deal=each.opportunity_id)
        if failed is not None:
            raise failed
        return closed

    return run


def _sync_actor(tenant_id: str) -> Actor:
    """History shows such a deal as closed by the system."""
    return Actor(tenant_id=tenant_id, user_id="system:sales", roles=frozenset({Role.ADMIN}))

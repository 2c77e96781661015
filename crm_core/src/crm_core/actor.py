"""Actors: tenant, user and roles, and the permissions of each role (SR-001, SR-006, FEAT-010)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from crm_core.errors import Forbidden
from crm_core.roles import Role
from crm_core.values import Value
from crm_core.vocabulary import TenantId, UserId

__all__ = ["PERMISSIONS", "Actor", "NotPermitted", "Permission", "Role"]


class Permission(StrEnum):
    LEAD_CAPTURE = "lead.capture"
    LEAD_READ = "lead.read"
    LEAD_WORK = "lead.work"
    LEAD_ROUTE = "lead.route"
    LEAD_ASSIGN = "lead.assign"
    LEAD_CONVERT = "lead.convert"
    LEAD_OVERRIDE = "lead.override"
    LEAD_REOPEN = "lead.reopen"
    DEAL_READ = "deal.read"
    DEAL_MOVE = "deal.move"
    DEAL_CLOSE = "deal.close"
    DEAL_REOPEN = "deal.reopen"
    CUSTOMER_READ = "customer.read"
    CUSTOMER_EDIT = "customer.edit"
    ACTIVITY_LOG = "activity.log"
    ALERT_SEND = "alert.send"
    REPORT_READ = "report.read"
    HISTORY_READ = "history.read"
    SETTINGS_CHANGE = "settings.change"
    RELAY_RUN = "relay.run"
    PROCESS_READ = "process.read"
    PROCESS_MANAGE = "process.manage"
    WEBHOOK_MANAGE = "webhook.manage"
    INTEGRATION_READ = "integration.read"
    INTEGRATION_RUN = "integration.run"


_SELLERS = frozenset({Role.REP, Role.TEAM_LEAD, Role.MANAGER, Role.DIRECTOR, Role.ADMIN})
_LEADERS = frozenset({Role.TEAM_LEAD, Role.MANAGER, Role.DIRECTOR, Role.ADMIN})
_MANAGERS = frozenset({Role.MANAGER, Role.DIRECTOR, Role.ADMIN})
_PARTNERS_TOO = _SELLERS | {Role.PARTNER}

PERMISSIONS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.LEAD_CAPTURE: _PARTNERS_TOO,
        Permission.LEAD_READ: _SELLERS,
        Permission.LEAD_WORK: _SELLERS,
        Permission.LEAD_ROUTE: _SELLERS,
        Permission.LEAD_ASSIGN: _LEADERS,
        Permission.LEAD_CONVERT: _SELLERS,
        Permission.LEAD_OVERRIDE: _LEADERS,
        Permission.LEAD_REOPEN: _LEADERS,
        Permission.DEAL_READ: _SELLERS,
        Permission.DEAL_MOVE: _SELLERS,
        Permission.DEAL_CLOSE: _SELLERS,
        Permission.DEAL_REOPEN: _MANAGERS,
        Permission.CUSTOMER_READ: _SELLERS,
        Permission.CUSTOMER_EDIT: _SELLERS,
        Permission.ACTIVITY_LOG: _SELLERS,
        Permission.ALERT_SEND: _LEADERS,
        Permission.REPORT_READ: _SELLERS,
        Permission.HISTORY_READ: _LEADERS,
        Permission.SETTINGS_CHANGE: frozenset({Role.ADMIN}),
        Permission.RELAY_RUN: frozenset({Role.ADMIN}),
        Permission.PROCESS_READ: _MANAGERS,
        Permission.PROCESS_MANAGE: frozenset({Role.ADMIN}),
        Permission.WEBHOOK_MANAGE: frozenset({Role.ADMIN}),
        Permission.INTEGRATION_READ: _MANAGERS,
        Permission.INTEGRATION_RUN: _MANAGERS,
    }
)
"""The table of who may do what. An action that is not listed is allowed to nobody."""


_IN_WORDS: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.LEAD_CAPTURE: "capture leads",
        Permission.LEAD_READ: "see leads",
        Permission.LEAD_WORK: "work on leads",
        Permission.LEAD_ROUTE: "route leads",
        Permission.LEAD_ASSIGN: "give leads to others",
        Permission.LEAD_CONVERT: "convert leads",
        Permission.LEAD_OVERRIDE: "convert leads against the rule",
        Permission.LEAD_REOPEN: "reopen leads",
        Permission.DEAL_READ: "see deals",
        Permission.DEAL_MOVE: "move deals",
        Permission.DEAL_CLOSE: "close deals",
        Permission.DEAL_REOPEN: "reopen deals",
        Permission.CUSTOMER_READ: "see customers",
        Permission.CUSTOMER_EDIT: "edit customers",
        Permission.ACTIVITY_LOG: "log activities",
        Permission.ALERT_SEND: "send alerts",
        Permission.REPORT_READ: "see reports",
        Permission.HISTORY_READ: "see the history",
        Permission.SETTINGS_CHANGE: "change settings",
        Permission.RELAY_RUN: "run the relay",
        Permission.PROCESS_READ: "see processes",
        Permission.PROCESS_MANAGE: "manage processes",
        Permission.WEBHOOK_MANAGE: "manage webhooks",
        Permission.INTEGRATION_READ: "see integrations",
        Permission.INTEGRATION_RUN: "run integrations",
    }
)
"""What a permission allows, as it stands after ``may not``."""


class NotPermitted(Forbidden):
    @classmethod
    def because_role_lacks(cls, actor: "Actor", permission: Permission) -> Self:
        needed = ", ".join(sorted(PERMISSIONS.get(permission, frozenset()))) or "nobody"
        return cls(
            "{user} may not {what}; it takes one of these roles: {needed}",
            {"user": actor.user_id, "what": _IN_WORDS[permission], "permission": str(permission), "needed": needed},
        )


class Actor(Value):
    """A person or program acting for one tenant; every coordinator's first argument."""

    tenant_id: TenantId
    user_id: UserId
    roles: frozenset[Role] = frozenset({Role.REP})

    def may(self, permission: Permission) -> bool:
        """Whether one of the actor's roles has the permission, by the table ``PERMISSIONS``."""
        return not self.roles.isdisjoint(PERMISSIONS.get(permission, frozenset()))

    def require(self, permission: Permission) -> None:
        """Raises NotPermitted; called before any state is touched."""
        if not self.may(permission):
            raise NotPermitted.because_role_lacks(self, permission)

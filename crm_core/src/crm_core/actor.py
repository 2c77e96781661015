"""Actors: tenant, user and roles, and the permissions of each role (SR-001, SR-006, FEAT-010)."""

from enum import StrEnum
from typing import Self

from crm_core.errors import Forbidden
from crm_core.roles import Role
from crm_core.values import Value
from crm_core.vocabulary import TenantId, UserId

__all__ = ["Actor", "NotPermitted", "Permission", "Role"]

_ADMINS = frozenset({Role.ADMIN})
_DIRECTORS = _ADMINS | {Role.DIRECTOR}
_MANAGERS = _ADMINS | {Role.MANAGER, Role.DIRECTOR}
_LEADERS = _MANAGERS | {Role.TEAM_LEAD}
_SELLERS = _LEADERS | {Role.REP}
_PARTNERS_TOO = _SELLERS | {Role.PARTNER}


class Permission(StrEnum):
    """The permissions: each with its name, what it allows as worded after ``may not``, and the roles that have it."""

    _value_: str
    words: str
    roles: frozenset[Role]

    def __new__(cls, name: str, words: str, roles: frozenset[Role]) -> Self:
        permission = str.__new__(cls, name)
        permission._value_ = name
        permission.words = words
        permission.roles = roles
        return permission

    LEAD_CAPTURE = "lead.capture", "capture leads", _PARTNERS_TOO
    LEAD_READ = "lead.read", "see leads", _SELLERS
    LEAD_WORK = "lead.work", "work on leads", _SELLERS
    LEAD_ROUTE = "lead.route", "route leads", _SELLERS
    LEAD_ASSIGN = "lead.assign", "give leads to others", _LEADERS
    LEAD_CONVERT = "lead.convert", "convert leads", _SELLERS
    LEAD_OVERRIDE = "lead.override", "convert leads against the rule", _LEADERS
    LEAD_REOPEN = "lead.reopen", "reopen leads", _LEADERS
    DEAL_READ = "deal.read", "see deals", _SELLERS
    DEAL_MOVE = "deal.move", "move deals", _SELLERS
    DEAL_CLOSE = "deal.close", "close deals", _SELLERS
    DEAL_PASS_RULES = "deal.pass_rules", "pass over the rules of a pipeline", _MANAGERS
    DEAL_SPLIT = "deal.split", "say how deals are shared", _SELLERS
    DEAL_SPLIT_ANY = "deal.split_any", "say how the deals of others are shared", _LEADERS
    DEAL_PAY = "deal.pay", "record payments and refunds", _MANAGERS
    DEAL_REOPEN = "deal.reopen", "reopen deals", _MANAGERS
    PRODUCT_MANAGE = "product.manage", "manage products", _MANAGERS
    FIELD_MANAGE = "field.manage", "manage custom fields", _MANAGERS
    QUOTATION_EXTEND = "quotation.extend", "let quotations hold for longer", _LEADERS
    APPROVAL_READ = "approval.read", "see requests for approval", _SELLERS
    APPROVAL_REQUEST = "approval.request", "ask for approval", _SELLERS
    APPROVAL_DECIDE = "approval.decide", "approve what they are asked about", _SELLERS
    APPROVAL_OVERRIDE = "approval.override", "pass over a missing approval", _DIRECTORS
    CREDIT_READ = "credit.read", "see who is credited with what", _SELLERS
    CUSTOMER_READ = "customer.read", "see customers", _SELLERS
    CUSTOMER_EDIT = "customer.edit", "edit customers", _SELLERS
    ACTIVITY_LOG = "activity.log", "log activities", _SELLERS
    ACTIVITY_BACKDATE = "activity.backdate", "log what happened as long ago as that", _LEADERS
    DELEGATION_MAKE = "delegation.make", "delegate what is theirs", _SELLERS
    DELEGATION_MANAGE = "delegation.manage", "delegate for anybody", _ADMINS
    ALERT_SEND = "alert.send", "send alerts", _LEADERS
    REPORT_READ = "report.read", "see reports", _SELLERS
    COACH = "coaching.manage", "coach people", _LEADERS
    QUOTA_ASSIGN = "quota.assign", "assign quotas", _MANAGERS
    HISTORY_READ = "history.read", "see the history", _LEADERS
    RATE_EDIT = "rate.edit", "edit currency rates", _ADMINS
    COMMISSION_READ = "commission.read", "see commissions", _SELLERS
    COMMISSION_READ_ALL = "commission.read_all", "see the commissions of others", _MANAGERS
    COMMISSION_RUN = "commission.run", "run commissions", _DIRECTORS
    COMMISSION_APPROVE = "commission.approve", "approve the commissions of others", _LEADERS
    COMMISSION_DISPUTE = "commission.dispute", "contest what they are paid", _SELLERS
    COMMISSION_PAY = "commission.pay", "submit, lock, pay and adjust commissions", _DIRECTORS
    COMMISSION_PLAN = "commission.plan", "edit commission plans", _ADMINS
    FORECAST_READ = "forecast.read", "see forecasts", _SELLERS
    FORECAST_SUBMIT = "forecast.submit", "submit forecasts", _SELLERS
    FORECAST_ADJUST = "forecast.adjust", "adjust the forecasts of those below", _LEADERS
    FORECAST_ADJUST_ANY = "forecast.adjust_any", "adjust anybody's forecast", _DIRECTORS
    FORECAST_SNAPSHOT = "forecast.snapshot", "take snapshots of the forecast", _MANAGERS
    SLA_PAUSE = "sla.pause", "pause and resume service levels", _LEADERS
    SETTINGS_CHANGE = "settings.change", "change settings", _ADMINS
    RELAY_RUN = "relay.run", "run the relay", _ADMINS
    IMPORT_READ = "import.read", "see imports", _MANAGERS
    EXPORT_RUN = "export.run", "export", _MANAGERS
    IMPORT_HISTORY = "import.history", "bring in what already happened", _MANAGERS
    PROCESS_READ = "process.read", "see processes", _MANAGERS
    PROCESS_MANAGE = "process.manage", "manage processes", _ADMINS
    WEBHOOK_MANAGE = "webhook.manage", "manage webhooks", _ADMINS
    INTEGRATION_READ = "integration.read", "see integrations", _MANAGERS
    INTEGRATION_RUN = "integration.run", "run integrations", _MANAGERS


class NotPermitted(Forbidden):
    @classmethod
    def because_role_lacks(cls, actor: "Actor", permission: Permission) -> Self:
        needed = ", ".join(sorted(permission.roles)) or "nobody"
        return cls(
            "{user} may not {what}; it takes one of these roles: {needed}",
            {"user": actor.user_id, "what": permission.words, "permission": str(permission), "needed": needed},
        )


class Actor(Value):
    """A person or program acting for one tenant; every coordinator's first argument."""

    tenant_id: TenantId
    user_id: UserId
    roles: frozenset[Role] = frozenset({Role.REP})

    def may(self, permission: Permission) -> bool:
        """Whether one of the actor's roles has the permission."""
        return not self.roles.isdisjoint(permission.roles)

    def require(self, permission: Permission) -> None:
        """Raises NotPermitted; called before any state is touched."""
        if not self.may(permission):
            raise NotPermitted.because_role_lacks(self, permission)

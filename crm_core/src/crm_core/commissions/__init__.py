"""Commissions: plans, what deals earn by them, and the ledger of what was posted."""

from crm_core.commissions.assignment import (
    AssignCommissionPlan,
    CommissionAssignment,
    CommissionAssignmentFilter,
    CommissionAssignmentNotFound,
    CommissionPlanAssigned,
    Payees,
    Span,
    payees_of,
)
from crm_core.commissions.clawback import Clawback
from crm_core.commissions.earnings import Earned, EventCredit, Price, Product, added_up, earned, net_by_event
from crm_core.commissions.entry import COMPUTED, Entry, EntryKind, Held, PayeeKind, Posted, TargetKey, entry_key
from crm_core.commissions.formula import Formula, Line, Running
from crm_core.commissions.period import (
    CommissionPeriod,
    CommissionPeriodFilter,
    CommissionPeriodNotFound,
    CommissionsPosted,
    PeriodStatus,
    Posting,
)
from crm_core.commissions.period_terms import Attained, Term, bonus_of, terms_of
from crm_core.commissions.plan import (
    AddCommissionPlan,
    CommissionPlan,
    CommissionPlanChanged,
    CommissionPlanExists,
    CommissionPlanFilter,
    CommissionPlanNotFound,
    CommissionPlanRetired,
    EditCommissionPlan,
    revision_for,
)
from crm_core.commissions.plan_fields import Scheme
from crm_core.commissions.scale import Part, Scale, Step
from crm_core.commissions.store import (
    CommissionEntryStore,
    CommissionPeriodStore,
    CommissionPlanStore,
    EntryQuery,
    EntrySum,
)
from crm_core.commissions.terms import Band, Bonus, ProductRate, Tier
from crm_core.commissions.trace import Trace, TracedPart, read_trace, written_rule, written_trace

__all__ = [
    "COMPUTED",
    "AddCommissionPlan",
    "AssignCommissionPlan",
    "Attained",
    "Band",
    "Bonus",
    "Clawback",
    "CommissionAssignment",
    "CommissionAssignmentFilter",
    "CommissionAssignmentNotFound",
    "CommissionEntryStore",
    "CommissionPeriod",
    "CommissionPeriodFilter",
    "CommissionPeriodNotFound",
    "CommissionPeriodStore",
    "CommissionPlan",
    "CommissionPlanAssigned",
    "CommissionPlanChanged",
    "CommissionPlanExists",
    "CommissionPlanFilter",
    "CommissionPlanNotFound",
    "CommissionPlanRetired",
    "CommissionPlanStore",
    "CommissionsPosted",
    "Earned",
    "EditCommissionPlan",
    "Entry",
    "EntryKind",
    "EntryQuery",
    "EntrySum",
    "EventCredit",
    "Formula",
    "Held",
    "Line",
    "Part",
    "PayeeKind",
    "Payees",
    "PeriodStatus",
    "Posted",
    "Posting",
    "Price",
    "Product",
    "ProductRate",
    "Running",
    "Scale",
    "Scheme",
    "Span",
    "Step",
    "TargetKey",
    "Term",
    "Tier",
    "Trace",
    "TracedPart",
    "added_up",
    "bonus_of",
    "earned",
    "entry_key",
    "net_by_event",
    "payees_of",
    "read_trace",
    "revision_for",
    "terms_of",
    "written_rule",
    "written_trace",
]

"""Approvals: who must say yes, and who stands in for whom."""

from crm_core.approvals.delegation import (
    EVERYTHING,
    AddDelegation,
    Delegation,
    DelegationAdded,
    DelegationExtended,
    DelegationFilter,
    DelegationNotFound,
    DelegationOver,
    DelegationReturned,
    DelegationRevoked,
    DelegationScope,
    DelegationState,
    DelegationStore,
    DelegationTransferred,
    EditDelegation,
)
from crm_core.approvals.stand_ins import DEPTH, DelegationRefused, StandIns, in_words, require_chain, stand_in

__all__ = [
    "DEPTH",
    "EVERYTHING",
    "AddDelegation",
    "Delegation",
    "DelegationAdded",
    "DelegationExtended",
    "DelegationFilter",
    "DelegationNotFound",
    "DelegationOver",
    "DelegationRefused",
    "DelegationReturned",
    "DelegationRevoked",
    "DelegationScope",
    "DelegationState",
    "DelegationStore",
    "DelegationTransferred",
    "EditDelegation",
    "StandIns",
    "in_words",
    "require_chain",
    "stand_in",
]

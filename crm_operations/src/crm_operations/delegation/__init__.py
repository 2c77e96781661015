"""Delegations: who stands in for whom while they are away, and what moves with it."""

from crm_operations.delegation.coordinator import DelegationCoordinator, DelegationOfAnother
from crm_operations.delegation.firing import DelegationEnds, DelegationStarts
from crm_operations.delegation.moving import ENDS, STARTS, Moves

__all__ = [
    "ENDS",
    "STARTS",
    "DelegationCoordinator",
    "DelegationEnds",
    "DelegationOfAnother",
    "DelegationStarts",
    "Moves",
]

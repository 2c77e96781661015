"""Audit: history, its verification, and decisions explained and judged again."""

from crm_operations.audit.coordinator import AuditCoordinator
from crm_operations.audit.replay import DIFFERENT, Difference, Replay, ReplayOutcome, judge_again

__all__ = ["DIFFERENT", "AuditCoordinator", "Difference", "Replay", "ReplayOutcome", "judge_again"]

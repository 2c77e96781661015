"""Requests for approval wait for each of those whose vote they wait for."""

import json

from sqlalchemy import literal_column, or_, true

from crm_adapters.storage.entities.approvals import approvals
from crm_adapters.storage.work_queue.part import Condition, Part, part, word
from crm_core.approvals import ApprovalState, DelegationScope
from crm_operations.work_queue import AskedWork, WorkKind


def pending_approvals(tenant_id: str, asked: AskedWork) -> Part:
    request = approvals.c
    seats = None if asked.owners is None else asked.owners[DelegationScope.APPROVALS]
    waits = true() if seats is None else or_(*(_has_seat(seat) for seat in sorted(seats)), literal_column("1 = 0"))
    return part(
        WorkKind.APPROVAL,
        word(DelegationScope.APPROVALS),
        request.subject_kind,
        request.subject_id,
        request.number,
        request.title,
        request.open_seats,
        request.expires_at,
        request.created_at,
        request.level,
    ).where(request.tenant_id == tenant_id, request.state == ApprovalState.PENDING.value, waits)


def _has_seat(user_id: str) -> Condition:
    return approvals.c.open_seats.contains(json.dumps(user_id), autoescape=True)

"""The stores of routing in memory."""

from collections.abc import Sequence
from datetime import datetime

from crm_core.errors import KeyTaken
from crm_core.leads import Lead
from crm_operations.lead_routing import (
    DailyAssignments,
    DayStart,
    QueueEntry,
    RuleSet,
    RulesNotFound,
    Turn,
    UnassignedLeads,
)
from crm_operations.providers import Workload
from crm_operations.testing.records.state import FakeSession
from crm_operations.testing.records.stores import FakeLeads


class FakeRoutingStore:
    def __init__(self, session: FakeSession) -> None:
        self._state = session.state

    def rules(self, version: int | None = None) -> RuleSet:
        if version is None:
            return self._state.rule_sets[-1] if self._state.rule_sets else RuleSet()
        for rules in (RuleSet(), *self._state.rule_sets):
            if rules.version == version:
                return rules
        raise RulesNotFound.because_unknown_version(version)

    def save_rules(self, rules: RuleSet, at: datetime) -> None:
        if any(known.version == rules.version for known in self._state.rule_sets):
            raise KeyTaken.because_taken("set of routing rules", "version", str(rules.version))
        self._state.rule_sets.append(rules)

    def lock_turns(self) -> int:
        return self._state.last_turn

    def turns(self, pools: Sequence[str]) -> Sequence[Turn]:
        return [turn for turn in self._state.turns.values() if turn.pool in pools]

    def save_turns(self, last_turn: int, turns: Sequence[Turn]) -> None:
        self._state.last_turn = last_turn
        self._state.turns.update({(turn.pool, turn.user_id): turn for turn in turns})

    def enqueue(self, entries: Sequence[QueueEntry]) -> Sequence[str]:
        new = [entry.lead_id for entry in entries if entry.lead_id not in self._state.queue]
        for entry in entries:
            if (known := self._state.queue.get(entry.lead_id)) is not None:
                entry = entry.model_copy(update={"since": known.since, "attempts": known.attempts + 1})  # noqa: PLW2901
            self._state.queue[entry.lead_id] = entry
        return new

    def dequeue(self, lead_ids: Sequence[str]) -> None:
        for lead_id in lead_ids:
            self._state.queue.pop(lead_id, None)

    def waiting(
        self, queue: str | None = None, *, after_id: str | None = None, limit: int = 50
    ) -> Sequence[QueueEntry]:
        entries = sorted(self._state.queue.values(), key=lambda entry: entry.lead_id)
        return [
            entry
            for entry in entries
            if queue in {None, entry.queue} and (after_id is None or entry.lead_id > after_id)
        ][:limit]


class FakeRoutableLeads(FakeLeads):
    def unassigned(self, filters: UnassignedLeads) -> Sequence[str]:
        found = [
            lead
            for lead in self._open_of(None)
            if filters.source in {None, lead.source} and filters.campaign_id in {None, lead.campaign_id}
        ]
        return [lead.id for lead in found if filters.after_id is None or lead.id > filters.after_id][: filters.limit]

    def held_open(self, user_id: str) -> Sequence[str]:
        return [lead.id for lead in self._open_of(user_id)]

    def captured(self, since: datetime, until: datetime, limit: int) -> Sequence[Lead]:
        found = [lead for lead in self.all() if since <= lead.created_at < until]
        return sorted(found, key=lambda lead: (lead.created_at, lead.id))[:limit]

    def open_workload(self, user_ids: Sequence[str]) -> Sequence[Workload]:
        return [Workload(user_id=user_id, open_leads=len(self._open_of(user_id))) for user_id in user_ids]

    def assigned_since(self, days: Sequence[DayStart]) -> Sequence[DailyAssignments]:
        return [DailyAssignments(user_id=day.user_id, leads=self._assigned(day)) for day in days]

    def _open_of(self, user_id: str | None) -> list[Lead]:
        return [lead for lead in self.all() if lead.status.is_active and lead.assigned_to == user_id]

    def _assigned(self, day: DayStart) -> int:
        assigned_leads = (lead for lead in self.all() if lead.assigned_to == day.user_id)
        return sum(lead.assigned_at is not None and lead.assigned_at >= day.at for lead in assigned_leads)

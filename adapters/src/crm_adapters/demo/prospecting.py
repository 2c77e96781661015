"""From a prospect to a qualified lead, or to a reason why not: captured, scored, routed, called, met, scored again."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from crm_adapters.demo.floor import Case, Floor
from crm_adapters.demo.market import Prospect
from crm_core.activities import ActivityOutcome, ActivityType
from crm_core.identity import EntityRef
from crm_core.money import Money
from crm_operations.lead_conversion import ConvertLead, LeadNotQualified
from crm_operations.lead_routing import ROUTING, RouteLead

PATIENCE = 3
"""Calls nobody answers before a lead is given up."""

_HOPELESS, _PROMISING = 0.45, 0.6
_REASONS = (
    "no budget this year",
    "only wanted a price list",
    "too small for us",
    "buys through a purchasing group",
    "a student project",
)


class Prospecting:
    def __init__(self, floor: Floor, on_converted: Callable[[Case, str], None]) -> None:
        """``on_converted`` takes a lead that became a deal, with the deal's id."""
        self._floor = floor
        self._on_converted = on_converted
        self._waiting: dict[str, tuple[Prospect, EntityRef]] = {}
        self.routed_by: Counter[tuple[str, str]] = Counter()
        """How many leads whom which rule gave."""
        self.waited = 0

    def arrive(self, prospect: Prospect) -> None:
        crm, intake = self._floor.crm, self._floor.intake
        lead = crm.leads.capture(intake, prospect.request).lead
        crm.leads.score(intake, lead.id)
        answer = crm.routing.route_lead(intake, RouteLead(lead_id=lead.id))
        if answer.assigned_to is None:
            self._waiting[lead.id] = (prospect, lead.ref)
            self.waited += 1
        else:
            self._take_up(prospect, lead.ref, answer.assigned_to, answer.rule_id or "")

    def look_into_the_queue(self) -> None:
        """In the morning: what came at night finds somebody now."""
        if not self._waiting:
            return
        crm, intake = self._floor.crm, self._floor.intake
        crm.routing.retry_queue(intake)
        for lead_id, (prospect, ref) in list(self._waiting.items()):
            if (user_id := crm.leads.get(intake, lead_id).assigned_to) is None:
                continue
            del self._waiting[lead_id]
            routed = next(each for each in crm.audit.explain(intake, ref) if each.kind == ROUTING.kind)
            self._take_up(prospect, ref, user_id, json.loads(routed.verdict)["rule_id"])

    def _take_up(self, prospect: Prospect, lead: EntityRef, user_id: str, rule_id: str) -> None:
        self.routed_by[user_id, rule_id] += 1
        case = Case(prospect, lead, self._floor.sellers[user_id])
        self._floor.soon(case, self._call, (0.3, 6))

    def _call(self, case: Case) -> None:
        floor, first = self._floor, case.prospect.request.name.split()[0]
        case.attempts += 1
        kind = ActivityType.EMAIL if case.prospect.request.phone is None else ActivityType.CALL
        if not floor.happens(0.42 + 0.45 * case.prospect.fit):
            self._nobody_answers(case, kind, first)
            return
        floor.log(case, case.lead, kind, f"Asked {first} what they need")
        if case.prospect.fit < _HOPELESS:
            self._give_up(case, floor.chance.choice(_REASONS))
        else:
            floor.later(case, self._meet, (1, 6))

    def _nobody_answers(self, case: Case, kind: ActivityType, first: str) -> None:
        floor = self._floor
        floor.log(case, case.lead, kind, f"Tried to reach {first}", ActivityOutcome.NO_ANSWER)
        if case.attempts < PATIENCE:
            floor.later(case, self._call, (1, 4))
        else:
            self._give_up(case, f"no answer after {PATIENCE} attempts")

    def _meet(self, case: Case) -> None:
        floor = self._floor
        if floor.happens(0.12):
            floor.log(case, case.lead, ActivityType.MEETING, "Showroom visit", ActivityOutcome.RESCHEDULED)
            floor.later(case, self._meet, (2, 6))
            return
        case.meetings += 1
        first_time = case.meetings == 1
        kind = ActivityType.MEETING if first_time else ActivityType.DEMO
        floor.log(case, case.lead, kind, "Showroom visit" if first_time else "Tried a desk for a week")
        floor.crm.leads.score(case.actor, case.lead.id)
        self._convert(case)

    def _convert(self, case: Case, override: str | None = None) -> None:
        floor, estimate = self._floor, case.prospect.request.estimated_value_minor or 0
        dollars = round(estimate / 100 * floor.chance.uniform(0.8, 1.15), -2)
        command = ConvertLead(
            lead_id=case.lead.id,
            opportunity_name=f"{floor.chance.choice(_INTERESTS)} for {case.company}",
            expected_revenue=Money(minor=round(dollars) * 100, currency="USD"),
            expected_close_date=(floor.clock.now() + timedelta(days=floor.chance.randint(25, 75))).date(),
            override_reason=override,
        )
        actor = floor.manager if override else case.actor
        answer = floor.crm.conversion.convert_lead(actor, command)
        if not isinstance(answer, LeadNotQualified):
            self._on_converted(case, answer.opportunity_id)
        elif case.meetings < 2:
            floor.later(case, self._meet, (2, 7))
        elif case.prospect.fit > _PROMISING:
            floor.soon(case, lambda case: self._convert(case, f"met {case.company} twice; they are serious"), (2, 8))
        else:
            self._give_up(case, f"does not come up to it: {answer.reasons[0]}")

    def _give_up(self, case: Case, reason: str) -> None:
        self._floor.crm.leads.disqualify(case.actor, case.lead.id, reason)


_INTERESTS = (
    "Standing desks",
    "Desk lamps",
    "Meeting rooms",
    "A new floor",
    "Quiet corners",
    "Reception",
    "Home offices",
)

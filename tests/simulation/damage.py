"""Damage to the rows of a company at work, each with the invariant that must find it, and what that says."""

from collections.abc import Mapping
from typing import NamedTuple

import simulation_invariants as holds
from company import TENANTS
from simulation_invariants import Invariant

NORTH, SOUTH = TENANTS
_FIRST = "(SELECT min(id) FROM crm_leads WHERE tenant_id = '{}')"
_A_LEAD, _ANOTHERS_LEAD = (_FIRST.format(tenant) for tenant in TENANTS)
_LATE = "'2199-01-01 00:00:00.000000'"


class Damage(NamedTuple):
    invariant: Invariant
    statement: str
    found: str


WITHOUT_DAMAGE = frozenset({holds.figures, holds.forecasts, holds.attainment})
"""They compare two ways to count the same rows, whatever these say."""

DAMAGE: Mapping[str, Damage] = {
    "a lost number": Damage(
        holds.numbers,
        "UPDATE crm_numbers SET last = last + 1 WHERE kind = 'LEAD'",
        "was given 1 times and is used 0",
    ),
    "a gap among messages": Damage(
        holds.message_sequences, "UPDATE crm_outbox SET sequence = sequence + 1", "are numbered [2"
    ),
    "a lost message": Damage(
        holds.announcements,
        "DELETE FROM crm_outbox WHERE topic = 'lead.created'",
        "is in the outbox 0 times instead of 1",
    ),
    "a changed price": Damage(holds.money, "UPDATE crm_quotation_lines SET unit_price_minor = 1", "its lines are 1"),
    "a changed tax": Damage(holds.money, "UPDATE crm_quotations SET tax_minor = 1", "1 of tax, its lines have 0"),
    "a changed lead": Damage(
        holds.history, f"UPDATE crm_leads SET name = 'Eve' WHERE id = {_A_LEAD}", "history of lead"
    ),
    "a lost stage": Damage(
        holds.stages,
        "DELETE FROM crm_pipeline_stages WHERE name = 'negotiation'",
        "stands in negotiation, which its pipeline does not have",
    ),
    "a stage nobody judged": Damage(
        holds.stage_rules, "DELETE FROM crm_decisions WHERE kind = 'stage_rules'", "and nobody judged it"
    ),
    "a task that is open again": Damage(
        holds.shared_tasks,
        "UPDATE crm_activities SET completed_at = NULL WHERE strategy = 'majority'",
        "is open, and its answers say yes",
    ),
    "an answer of a stranger": Damage(
        holds.shared_tasks,
        'UPDATE crm_activities SET assignees = \'["kim", "mara", "eve"]\' WHERE strategy = \'majority\'',
        "was answered for ['kim', 'theo'], and is given to",
    ),
    "a circle of delegations": Damage(
        holds.stand_ins,
        "UPDATE crm_delegations SET delegate = 'mara' WHERE delegator = 'theo'",
        "would be a circle",
    ),
    "a half conversion": Damage(
        holds.whole_conversions,
        "DELETE FROM crm_activities WHERE activity_type = 'note'",
        "0 notes of its conversion",
    ),
    "a step made twice": Damage(
        holds.single_journeys,
        "UPDATE crm_journey_steps SET step_type = 'lead', entity_id = 'x', entered_at = '2026-01-01 00:00:00.000000'",
        "has the same lead",
    ),
    "a quotation that is not accepted": Damage(
        holds.partner_effects,
        "UPDATE crm_quotations SET status = 'sent' WHERE status = 'accepted'",
        "its quotation is not accepted",
    ),
    "another tenant's id": Damage(
        holds.separation,
        f"UPDATE crm_leads SET notes = {_ANOTHERS_LEAD} WHERE id = {_A_LEAD}",
        f"a row of {NORTH} names",
    ),
    "a revision that is current again": Damage(
        holds.calendar_revisions,
        "UPDATE crm_working_calendars SET replaced_at = NULL",
        "of calendar 'Office' not the newest revision alone is current",
    ),
    "a lost revision": Damage(
        holds.calendar_revisions,
        "DELETE FROM crm_working_calendars WHERE revision = 1",
        "'Office' has the revisions [2]",
    ),
    "another policy": Damage(
        holds.decisions,
        "UPDATE crm_policies SET content = replace(content, 'round_robin', 'least_loaded')",
        "judged again: policy changed",
    ),
    "another rule": Damage(
        holds.decisions,
        "UPDATE crm_decisions SET rule_version = 9 WHERE kind = 'routing'",
        "judged again: other version of the rule",
    ),
    "a win nobody said yes to": Damage(
        holds.approvals, "UPDATE crm_approvals SET state = 'rejected'", "was won at 600000 EUR without a yes"
    ),
    "a yes that came too late": Damage(
        holds.approvals, f"UPDATE crm_approvals SET decided_at = {_LATE}", "was won at 600000 EUR without a yes"
    ),
    "a vote of who asked": Damage(
        holds.approvals, "UPDATE crm_approvals SET requested_by = 'theo'", "theo voted about"
    ),
    "a vote of who has a part": Damage(
        holds.approvals, "UPDATE crm_approvals SET conflicted = '[\"theo\"]'", "theo voted about"
    ),
    "a win that nobody is credited for": Damage(
        holds.credited,
        "UPDATE crm_opportunities SET outcome = 'won', actual_value_minor = 700, actual_close_date = '2026-01-15'",
        "is credited 0 as won instead of 700",
    ),
    "a former figure that counts again": Damage(
        holds.forecast_submissions,
        "UPDATE crm_forecast_submissions SET replaced_at = NULL",
        "2 figures count at once",
    ),
    "two revisions of a quota that hold": Damage(
        holds.quotas, "UPDATE crm_quotas SET replaced_at = NULL", "a former revision holds"
    ),
    "a lost revision of a quota": Damage(
        holds.quotas, "DELETE FROM crm_quotas WHERE revision = 1", "has the revisions [2]"
    ),
    "a coaching case that was not decided": Damage(
        holds.coaching, "DELETE FROM crm_decisions WHERE kind = 'underperformance'", "nobody decided to open"
    ),
    "a coaching case out of number": Damage(
        holds.coaching, "UPDATE crm_coaching_cases SET number = 7", "has the coaching cases [7]"
    ),
    "a lost figure": Damage(
        holds.forecast_submissions, "DELETE FROM crm_forecast_submissions WHERE revision = 1", "has the revisions [2"
    ),
    "a snapshot that lost a deal": Damage(
        holds.waterfalls, "DELETE FROM crm_forecast_snapshot_deals WHERE outcome = 'open'", "deals instead of"
    ),
    "a version over another sum": Damage(
        holds.quotations, "UPDATE crm_quotation_versions SET net_minor = net_minor + 1", "its lines"
    ),
    "two versions that are accepted": Damage(
        holds.quotations, "UPDATE crm_quotation_versions SET status = 'accepted'", "are accepted"
    ),
    "a lost version": Damage(
        holds.quotations, "DELETE FROM crm_quotation_versions WHERE revision = 1", "has the versions [2]"
    ),
    "a quotation sent there and a draft here": Damage(
        holds.quotations, "UPDATE crm_quotations SET status = 'rejected' WHERE status = 'draft'", "is draft"
    ),
    "a timer of a quotation that is decided": Damage(
        holds.reasons_of_timers,
        "UPDATE crm_quotation_versions SET status = 'rejected'",
        "waits, and its reason is gone",
    ),
    "an amount that was changed": Damage(
        holds.ledger,
        "UPDATE crm_commission_entries SET amount_minor = amount_minor + 1 WHERE kind = 'earning'",
        "its entries are not what was posted into it",
    ),
    "a calculation that was changed": Damage(
        holds.ledger,
        "UPDATE crm_commission_entries SET trace = replace(trace, 'exact', 'about') WHERE kind = 'earning'",
        "its amount is not what its calculation says",
    ),
    "a balance that did not arrive": Damage(
        holds.statements,
        "DELETE FROM crm_commission_entries WHERE kind = 'carry' AND credit_period <> posted_period",
        "were lost from period to period",
    ),
    "a locked period that pays less than nothing": Damage(
        holds.statements,
        "UPDATE crm_commission_entries SET amount_minor = -900000 WHERE kind = 'adjustment'",
        "is payable",
    ),
    "an approval of one's own": Damage(
        holds.statements,
        "UPDATE crm_commission_statements SET approved_by = payee_id",
        "approved the statement of",
    ),
    "a clock that runs twice": Damage(
        holds.reasons_of_timers,
        "UPDATE crm_sla_clocks SET status = 'running', stopped_at = NULL",
        "clocks of one target run at once",
    ),
    "a clock of what has ended": Damage(
        holds.reasons_of_timers,
        "UPDATE crm_sla_clocks SET status = 'running', stopped_at = NULL WHERE target = 'proposal'",
        "has ended",
    ),
    "time that was not counted": Damage(
        holds.time_of_clocks, "UPDATE crm_sla_clocks SET elapsed_seconds = elapsed_seconds + 60", "seconds, of which"
    ),
    "a rung that acted twice": Damage(
        holds.rungs,
        "UPDATE crm_escalations SET steps = replace(steps, '\"rung\": 1', '\"rung\": 0')",
        "went up [0, 0]",
    ),
    "a rung that acted and told nobody": Damage(
        holds.rungs, "DELETE FROM crm_outbox WHERE topic = 'escalation.raised'", "acted, and 0 were announced"
    ),
    "a breach told twice": Damage(
        holds.rungs,
        "UPDATE crm_outbox SET topic = 'sla_clock.breached' WHERE topic = 'sla_clock.at_risk'",
        "was told 2 times",
    ),
    "a rung that acted too early": Damage(
        holds.rungs,
        f"UPDATE crm_timers SET trigger_at = {_LATE} WHERE state = 'fired'",
        "before it was due",
    ),
    "a timer that came to grief": Damage(
        holds.rungs, "UPDATE crm_timers SET last_error = 'KeyError: 7'", "came to grief: KeyError: 7"
    ),
    "a rung that acts twice": Damage(
        holds.reasons_of_timers,
        "UPDATE crm_timers SET state = 'pending' WHERE kind = 'sla_clock' AND state = 'fired'",
        "and comes to rung",
    ),
    "a lost timer": Damage(
        holds.reasons_of_timers,
        "DELETE FROM crm_timers WHERE kind = 'sla_clock' AND state = 'pending'",
        "nothing waits for rung",
    ),
    "a timer of what has ended": Damage(
        holds.reasons_of_timers,
        "UPDATE crm_timers SET state = 'pending' WHERE kind = 'approval'",
        "waits, and its reason is gone",
    ),
}

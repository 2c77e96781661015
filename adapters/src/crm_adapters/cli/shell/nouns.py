"""The subjects that several commands share: a lead, a deal, either of them."""

from crm_adapters.cli.shell.operation import Noun

LEAD = Noun(
    "lead_id",
    "LEAD",
    "The lead's number, such as LEAD-2026-0001, or its id.",
    lambda session, reference: session.crm.leads.get(session.actor, reference),
    lambda lead: lead.id,
)
DEAL = Noun(
    "opportunity_id",
    "DEAL",
    "The deal's number, such as OPP-2026-0001, or its id.",
    lambda session, reference: session.crm.deals.get(session.actor, reference),
    lambda opportunity: opportunity.id,
)
LEAD_OR_DEAL = Noun(
    "related",
    "LEAD|DEAL",
    "Number or id of the lead or deal it is about.",
    lambda session, reference: session.crm.audit.find(session.actor, reference),
    lambda related: related,
)

"""Moves the leads of a delegation, within the unit of work of whoever moves them."""

from collections.abc import Sequence
from datetime import datetime

from crm_operations.lead_routing.requests import AssignLead, RoutingOutcome
from crm_operations.lead_routing.session import RoutingSession
from crm_operations.lead_routing.store import RoutingWork
from crm_operations.lead_routing.workload import CarriedCounts
from crm_operations.providers import Person
from crm_operations.settings import RoutingSettings


def move_leads(
    work: RoutingWork, commands: Sequence[AssignLead], people: Sequence[Person], settings: RoutingSettings, at: datetime
) -> dict[str, str]:
    """Assigns each by hand, whoever has it; who has those now that went to another, by lead.

    Leads that are closed or gone stay as they are.
    """
    if not commands:
        return {}
    session = RoutingSession(work, people, settings, at, CarriedCounts())
    open_leads = {
        lead.id: lead
        for lead in work.routable_leads.get_many([each.lead_id for each in commands], lock=True)
        if lead.status.is_active
    }
    moved = {}
    for command in commands:
        if (lead := open_leads.get(command.lead_id)) is not None:
            answer = session.hand_on(lead, command)
            if answer.outcome is RoutingOutcome.ASSIGNED and answer.assigned_to is not None:
                moved[lead.id] = answer.assigned_to
    session.flush()
    return moved

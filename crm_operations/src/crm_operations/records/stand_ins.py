"""Who gets what somebody is named for while another one stands in for them."""

from datetime import datetime

from crm_core.actor import Actor
from crm_core.approvals import DelegationScope, stand_in
from crm_operations.providers import PeopleProvider, last_here
from crm_operations.records.unit_of_work import Records


def acting_for(
    records: Records, people: PeopleProvider, actor: Actor, user_id: str, scope: DelegationScope, at: datetime
) -> str:
    """Asked before a unit of work: the last of the chain who is active, else the person. Raises Unavailable.

    The directory is asked only where somebody stands in.
    """
    with records.reading(actor) as work:
        chain = stand_in(work.delegations.standing(at), user_id, scope, at)
    if len(chain) == 1:
        return user_id
    return last_here(chain, people.members(actor.tenant_id))

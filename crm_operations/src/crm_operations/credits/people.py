"""Where the people who share a deal stand: asked of the directory before the transaction that credits them."""

from crm_core.credits import CreditedPerson
from crm_core.opportunities import Opportunity
from crm_core.values import Value
from crm_core.vocabulary import ShortText, UserId
from crm_operations.credits.shares import SplitShares
from crm_operations.providers import PeopleProvider
from crm_operations.records import UnitOfWork


class Sharing(Value):
    """Who may be credited for a deal, and the territory of its lead, where it has one."""

    users: tuple[UserId, ...]
    territory: ShortText | None = None


class CreditedPeople:
    """What is unknown to the directory stays unknown."""

    def __init__(self, people: PeopleProvider) -> None:
        self._people = people

    def sharing(self, work: UnitOfWork, opportunity: Opportunity) -> Sharing:
        """Read in the unit of work that loads the deal."""
        lead = work.leads.get(opportunity.lead_id) if opportunity.lead_id else None
        users = (opportunity.assigned_to, *SplitShares().holders(work, opportunity))
        return Sharing(users=tuple(dict.fromkeys(users)), territory=None if lead is None else lead.territory)

    def look_up(self, tenant_id: str, sharing: Sharing) -> tuple[CreditedPerson, ...]:
        """With the deal's territory, else the first of their own by name. Raises Unavailable."""
        return tuple(self._found(tenant_id, user, sharing.territory) for user in sharing.users)

    def _found(self, tenant_id: str, user_id: str, territory: str | None) -> CreditedPerson:
        person = self._people.find_by_id(tenant_id, user_id)
        if person is None:
            return CreditedPerson(user_id=user_id, territory=territory)
        return CreditedPerson(
            user_id=user_id,
            team=person.team,
            manager_id=person.manager_id,
            territory=territory or min(person.territories, default=None),
        )

"""Who hears of an escalation: up the owner's manager chain, past rungs nobody holds, on to whoever stands in."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from crm_core.approvals import StandIns, in_words
from crm_core.roles import Role
from crm_core.service_levels import Audience
from crm_operations.escalation.subjects import Subject
from crm_operations.providers import Person
from crm_operations.records import UnitOfWork

_LADDER = (Audience.TEAM_LEAD, Audience.MANAGER, Audience.DIRECTOR, Audience.STAND_IN)
_HOLDERS = {
    Audience.TEAM_LEAD: Role.TEAM_LEAD,
    Audience.MANAGER: Role.MANAGER,
    Audience.DIRECTOR: Role.DIRECTOR,
}


class Recipient(NamedTuple):
    """``stands_in`` says for whom, such as ``eve for ada``; ``why`` ends the sentence "You get this because you"."""

    user_id: str
    why: str
    stands_in: str | None = None


class Recipients:
    """The people of one tenant at one moment, and who stands in for whom."""

    def __init__(self, people: Iterable[Person], stand_ins: StandIns) -> None:
        self._people: Mapping[str, Person] = {person.id: person for person in people}
        self._stand_ins = stand_ins

    def of(self, owner_id: str | None, audiences: Iterable[Audience], informed: Collection[str]) -> Sequence[Recipient]:
        """The owner each time, everybody else once: ``informed`` are those of earlier rungs."""
        found: dict[str, Recipient] = {}
        for audience in audiences:
            if audience is Audience.OWNER:
                owner = self._people.get(owner_id or "")
                recipient = self._acting(owner, "have it") if owner is not None and owner.is_active else None
            else:
                recipient = self._above(owner_id, audience, {*informed, *found})
            if recipient is not None:
                found.setdefault(recipient.user_id, recipient)
        return list(found.values())

    def _above(self, owner_id: str | None, audience: Audience, informed: Collection[str]) -> Recipient | None:
        """Whoever holds this rung or, where nobody does or has been told, the next one."""
        for rung in _LADDER[_LADDER.index(audience) :]:
            for recipient in self._holders(owner_id, rung):
                if recipient.user_id not in informed:
                    return recipient
        return None

    def _holders(self, owner_id: str | None, rung: Audience) -> Iterator[Recipient]:
        if rung is Audience.STAND_IN:
            if owner_id is not None and len(chain := self._stand_ins.chain(owner_id)) > 1:
                yield Recipient(chain[-1], f"stand in for {chain[0]}", in_words(chain))
            return
        role = _HOLDERS[rung]
        for person in self._managers_of(owner_id):
            if role in person.roles:
                yield self._acting(person, f"are {rung.value.replace('_', ' ')} of {owner_id}")
                return

    def _managers_of(self, owner_id: str | None) -> Iterator[Person]:
        """Nearest first; people who left are passed over, and a circle ends."""
        seen, person = {owner_id}, self._people.get(owner_id or "")
        while person is not None and person.manager_id is not None and person.manager_id not in seen:
            seen.add(person.manager_id)
            person = self._people.get(person.manager_id)
            if person is not None and person.is_active:
                yield person

    def _acting(self, person: Person, why: str) -> Recipient:
        """Who is away has delegated to somebody, who is told instead."""
        chain = self._stand_ins.chain(person.id)
        if len(chain) == 1:
            return Recipient(person.id, why)
        return Recipient(chain[-1], f"stand in for {person.name}", in_words(chain))


def recipients_at(work: UnitOfWork, people: Sequence[Person], subject: Subject, at: datetime) -> Recipients:
    """With whoever stands in for somebody at this moment, for leads or for deals."""
    return Recipients(people, StandIns(work.delegations.standing(at), subject.scope, at))

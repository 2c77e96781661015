"""Who is asked: the nearest person up the owner's chain who holds the level and has no part in it."""

from collections.abc import Mapping, Sequence

from crm_core.approvals import ApprovalLevel, Asked, Round
from crm_operations.providers import Person

Conflicts = Mapping[str, str]
"""By user: why this one may not decide."""


def conflicts_of(parts: Sequence[tuple[str, str]], people: Sequence[Person]) -> Conflicts:
    """``parts`` name who has a part in it, and which; whoever acts for one of them, or is acted for, has it too."""
    humans = humans_of(people)
    reasons: dict[str, str] = {}
    for user, why in parts:
        reasons.setdefault(humans.get(user, user), why)
    same = {person.id: reasons[humans[person.id]] for person in people if humans[person.id] in reasons}
    return {**dict(parts), **same}


ALONE = "there is no second active person"


def is_alone(user: str, people: Sequence[Person]) -> bool:
    """Whether there is no active person but this one, however many ids they have."""
    humans = humans_of(people)
    return {humans[person.id] for person in people if person.is_active} <= {user, humans.get(user, user)}


def humans_of(people: Sequence[Person]) -> Mapping[str, str]:
    """By id: the person behind it, for a bot or a token whoever it acts for."""
    acts_for = {person.id: person.acts_for for person in people}

    def human(user: str) -> str:
        seen = {user}
        while (behind := acts_for.get(user)) is not None and behind not in seen:
            seen.add(behind)
            user = behind
        return user

    return {person.id: human(person.id) for person in people}


def round_of(level: ApprovalLevel, asked: Asked, owner: str, people: Sequence[Person], conflicts: Conflicts) -> Round:
    """The level's turn; without anybody in it where nobody may be asked."""
    electorate = (
        _named(asked, people, conflicts) if asked.team or asked.role else _nearest(level, owner, people, conflicts)
    )
    return Round(level=level, strategy=asked.strategy, electorate=electorate)


def _named(asked: Asked, people: Sequence[Person], conflicts: Conflicts) -> tuple[str, ...]:
    """Everybody of the team and with the role that the policy names."""
    return tuple(
        person.id
        for person in people
        if person.is_active
        and person.id not in conflicts
        and asked.team in {None, person.team}
        and (asked.role is None or asked.role in person.roles)
    )


def _nearest(level: ApprovalLevel, owner: str, people: Sequence[Person], conflicts: Conflicts) -> tuple[str, ...]:
    known = {person.id: person for person in people}
    passed: set[str] = set()
    current = known.get(owner)
    while current is not None and current.id not in passed:
        passed.add(current.id)
        current = known.get(current.manager_id or "")
        if (
            current is not None
            and current.is_active
            and level.is_held_by(current.roles)
            and current.id not in {*conflicts, *passed}
        ):
            return (current.id,)
    return ()

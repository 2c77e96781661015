"""Who is asked for a split: the owner's manager without a share in it, else the next one up (SPL-CRMOP-0115)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from crm_core.approvals import ApprovalLevel, AskForApproval
from crm_core.splits import Split
from crm_core.voting import FIRST
from crm_operations.approvals import conflicts_of
from crm_operations.providers import Person, managers_of


def about_split(
    split: Split, title: str, people: Sequence[Person], *, requested_by: str, expires_at: datetime
) -> AskForApproval:
    """Nobody is asked where everybody above the owner has a part in it; then it takes an override."""
    parts = [(requested_by, "they asked for it"), (split.owner_id, "it is their own")]
    parts += [(user, "they have a share in it") for user in split.holders]
    conflicts = conflicts_of(parts, people)
    above = managers_of(people, split.owner_id)
    asked = next((person for person in above if person.is_active and person.id not in conflicts), None)
    terms = shown(split)
    return AskForApproval(
        subject=split.ref,
        number=split.opportunity_number,
        title=title,
        owner=split.owner_id,
        requested_by=requested_by,
        level=_level(asked),
        strategy=FIRST,
        electorate=() if asked is None else (asked.id,),
        terms={"shares": terms, "revision": split.revision},
        digest=sha256(terms.encode()).hexdigest(),
        conflicted=tuple(sorted(conflicts)),
        expires_at=expires_at,
    )


def shown(split: Split) -> str:
    """``ada 70.00 %, bob 30.00 %, eve 10.00 % overlay``."""
    texts: Iterable[str] = (
        f"{share.user_id} {share.basis_points / 100:.2f} %" + ("" if share.kind == "revenue" else f" {share.kind}")
        for share in split.shares
    )
    return ", ".join(texts)


def _level(asked: Person | None) -> ApprovalLevel:
    """The one that they hold; who is above the owner without any is asked as a team lead."""
    held = (level for level in reversed(ApprovalLevel) if asked is not None and level.is_held_by(asked.roles))
    return next(held, ApprovalLevel.TEAM_LEAD)

"""Who may say yes: levels of authority, from the lowest to the highest, and the roles that hold them."""

from collections.abc import Iterable
from enum import StrEnum

from crm_core.roles import Role


class ApprovalLevel(StrEnum):
    """Each holds the authority of those before it."""

    TEAM_LEAD = "team_lead"
    MANAGER = "manager"
    DIRECTOR = "director"

    @property
    def rank(self) -> int:
        """1 for the lowest."""
        return 1 + tuple(ApprovalLevel).index(self)

    @property
    def above(self) -> "ApprovalLevel":
        """The next level; the highest is its own."""
        levels = tuple(ApprovalLevel)
        return levels[min(self.rank, len(levels) - 1)]

    def is_held_by(self, roles: Iterable[Role]) -> bool:
        """Whether one of the roles is the level's or a higher one."""
        return any(_RANKS.get(role, 0) >= self.rank for role in roles)


HIGHEST = ApprovalLevel.DIRECTOR

_RANKS = {Role.TEAM_LEAD: 1, Role.MANAGER: 2, Role.DIRECTOR: 3, Role.ADMIN: 4}


def highest(levels: Iterable[ApprovalLevel]) -> ApprovalLevel | None:
    """None of none."""
    return max(levels, key=lambda level: level.rank, default=None)

"""Where a tenant's scoring models are kept, version by version."""

from typing import Protocol, Self

from crm_core.errors import Conflict, NotFound
from crm_core.leads.scoring_model import ScoringModel


class ScoringModelNotFound(NotFound):
    @classmethod
    def because_unknown_version(cls, version: int) -> Self:
        return cls("there is no scoring model with version {version}", {"version": version})


class ScoringModelConflict(Conflict):
    @classmethod
    def because_not_the_next(cls, version: int, following: int) -> Self:
        return cls(
            "scoring model version {version} cannot be added, the next one is {following}; "
            "load the active model again and repeat",
            {"version": version, "following": following},
        )


class ScoringModelStore(Protocol):
    def active(self) -> ScoringModel:
        """The newest model; ``default_scoring_model``, which is version 0, while the tenant has set none."""
        ...

    def get(self, version: int) -> ScoringModel:
        """Any version ever active, the default's 0 included. Raises ScoringModelNotFound."""
        ...

    def add(self, model: ScoringModel) -> ScoringModel:
        """Keeps a model and makes it the active one. Raises ScoringModelConflict unless its version is the next."""
        ...

"""Where a tenant's scoring models are stored, version by version, and the closed leads they are tested on."""

from collections.abc import Sequence
from typing import Protocol, Self

from crm_core.errors import Conflict, NotFound
from crm_core.leads.lead import Lead
from crm_core.leads.scoring_facts import Engagement
from crm_core.leads.scoring_model import ScoringModel
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Count


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


class ModelVersion(Value):
    """``version`` 0 is the default model."""

    version: Count
    name: AnyText


class ScoringModelStore(Protocol):
    """Stores each version of a tenant's scoring model; the newest is active."""

    def active(self) -> ScoringModel:
        """The newest model; ``default_scoring_model``, which is version 0, while the tenant has set none."""
        ...

    def get(self, version: int) -> ScoringModel:
        """Any version ever active, the default's 0 included. Raises ScoringModelNotFound."""
        ...

    def versions(self) -> Sequence[ModelVersion]:
        """All that were ever active, the default's 0 included, oldest first."""
        ...

    def ended_leads(self, limit: int) -> Sequence[tuple[Lead, Engagement]]:
        """The last ``limit`` that were converted or disqualified, latest first, with their activity until then."""
        ...

    def add(self, model: ScoringModel) -> ScoringModel:
        """Stores a model and makes it the active one. Raises ScoringModelConflict unless its version is the next."""
        ...

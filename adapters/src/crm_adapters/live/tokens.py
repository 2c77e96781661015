"""Tokens by which a reader of live updates authenticates: signed, short-lived, for one person of one tenant."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self

import jwt
from pydantic import ValidationError

from crm_adapters.live.settings import LiveSettings
from crm_core.actor import Actor
from crm_core.errors import Forbidden, Invalid

_ALGORITHM = "HS256"
_AUDIENCE = "crm-live"
_REQUIRED = ["exp", "sub", "tenant", "roles"]
_SHORTEST_SECRET = 32


class TokenRefused(Forbidden):
    @classmethod
    def because_it_does_not_hold(cls, problem: str) -> Self:
        return cls("the token does not let in: {problem}; ask for a new one", {"problem": problem})


class Admission(NamedTuple):
    actor: Actor
    until: datetime


class LiveTokens:
    """Issues and verifies tokens. Raises Invalid without a secret that is long enough."""

    def __init__(self, settings: LiveSettings) -> None:
        secrets = [secret.get_secret_value() for secret in (settings.secret, settings.former_secret) if secret]
        if settings.secret is None or any(len(secret) < _SHORTEST_SECRET for secret in secrets):
            problem = f"tokens are signed with {_SHORTEST_SECRET} characters or more"
            raise Invalid.field("live.secret", problem, "set CRM_LIVE__SECRET to random ones, alike on every server")
        self._secrets: Sequence[str] = secrets
        self._life = timedelta(seconds=settings.token_seconds)

    def mint(self, actor: Actor) -> str:
        now = datetime.now(UTC)
        claims = {
            "aud": _AUDIENCE,
            "sub": actor.user_id,
            "tenant": actor.tenant_id,
            "roles": sorted(actor.roles),
            "iat": now,
            "exp": now + self._life,
        }
        return jwt.encode(claims, self._secrets[0], algorithm=_ALGORITHM)

    def admit(self, token: str) -> Admission:
        """Raises TokenRefused."""
        claims = self._claims(token)
        try:
            actor = Actor(tenant_id=claims["tenant"], user_id=claims["sub"], roles=frozenset(claims["roles"]))
        except (KeyError, TypeError, ValidationError) as cause:
            raise TokenRefused.because_it_does_not_hold("it names nobody we know how to admit") from cause
        return Admission(actor, datetime.fromtimestamp(claims["exp"], UTC))

    def _claims(self, token: str) -> dict[str, Any]:
        problem: Exception | None = None
        for secret in self._secrets:
            try:
                return jwt.decode(
                    token, secret, algorithms=[_ALGORITHM], audience=_AUDIENCE, options={"require": _REQUIRED}
                )
            except jwt.InvalidSignatureError as failure:
                problem = failure
            except jwt.InvalidTokenError as failure:
                problem = failure
                break
        raise TokenRefused.because_it_does_not_hold(str(problem)) from problem

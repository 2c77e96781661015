"""How people want to be notified: what each said, laid over what the deployment says."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, select, update

from crm_adapters.notifiers.settings import NotificationSettings, Preferences, Wishes
from crm_adapters.notifiers.tables import preferences
from crm_adapters.storage import Database, UnlessTaken
from crm_core.arguments import in_words
from crm_core.clock import Clock
from crm_core.errors import Invalid

_of_tenant = preferences.c.tenant_id == bindparam("tenant")
_SAID = select(preferences.c.user_id, preferences.c.said).where(
    _of_tenant, preferences.c.user_id.in_(bindparam("users", expanding=True))
)
_UPDATE = update(preferences).where(_of_tenant, preferences.c.user_id == bindparam("user"))
_ADD = UnlessTaken(preferences)


class SqlPreferences:
    def __init__(self, database: Database, clock: Clock, settings: NotificationSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._unsaid = Preferences.of("", settings)

    def of(self, tenant_id: str, user_id: str) -> Preferences:
        with self._database.reading(tenant_id) as connection:
            return self.read(connection, tenant_id, [user_id])[user_id]

    def read(self, connection: Connection, tenant_id: str, user_ids: Collection[str]) -> Mapping[str, Preferences]:
        """Of each of them, within somebody else's transaction."""
        rows = connection.execute(_SAID, {"tenant": tenant_id, "users": list(user_ids)})
        said = {row.user_id: Wishes.model_validate_json(row.said) for row in rows}
        return {user_id: self._of(user_id, said.get(user_id)) for user_id in user_ids}

    def change(
        self, tenant_id: str, user_id: str, wishes: Mapping[str, Any], *, forget: Collection[str] = ()
    ) -> Preferences:
        """Adds to what was said, channels urgency by urgency; what is to be forgotten is the deployment's again.

        Raises Invalid naming what cannot be wished for.
        """
        _laid_over(Wishes(), wishes, forget)  # what cannot be wished for leaves nothing
        keys = {"tenant": tenant_id, "user": user_id}
        now = self._clock.now()
        # Made first, so that two changes at once find something to wait for each other at. By itself, since on MariaDB
        # each would hold what the other one waits for.
        with self._database.writing(tenant_id) as connection:
            _ADD.write(connection, {"tenant_id": tenant_id, "user_id": user_id, "said": "{}", "updated_at": now})
        with self._database.writing(tenant_id) as connection:
            query = _SAID.with_for_update()
            [(_, before)] = connection.execute(query, {"tenant": tenant_id, "users": [user_id]}).all()
            said = _laid_over(Wishes.model_validate_json(before), wishes, forget)
            kept = said.model_dump_json(exclude_unset=True)
            connection.execute(_UPDATE.values(said=kept, updated_at=now), keys)
        return self._of(user_id, said)

    def _of(self, user_id: str, said: Wishes | None) -> Preferences:
        if said is None:
            return self._unsaid.model_copy(update={"user_id": user_id})
        return Preferences.of(user_id, self._settings, said)


def _laid_over(said: Wishes, wishes: Mapping[str, Any], forget: Collection[str]) -> Wishes:
    merged = said.model_dump(exclude_unset=True) | dict(wishes)
    channels = wishes.get("channels", {})
    if not isinstance(channels, Mapping):
        raise Invalid.field("channels", "it names no channels by urgency", "see crm notification set --help")
    merged["channels"] = {**said.channels, **channels}
    for name in forget:
        room, _, urgency = name.partition(".")
        if urgency:
            merged[room] = {name: kept for name, kept in merged.get(room, {}).items() if name != urgency}
        else:
            merged.pop(name, None)
    try:
        return Wishes.model_validate(merged)
    except ValidationError as cause:
        problem = cause.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        what, remedy = in_words(problem)
        raise Invalid.field(field, what, remedy or "see crm notification set --help") from cause

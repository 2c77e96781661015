"""Stores each person's notification settings, which override the deployment's."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, select, update

from crm_adapters.notifiers.preferences.settings import NotificationSettings, PreferenceOverrides, Preferences
from crm_adapters.notifiers.preferences.tables import preferences
from crm_adapters.storage import Database, InsertIfAbsent
from crm_core.arguments import in_words
from crm_core.clock import Clock
from crm_core.errors import Invalid

_of_tenant = preferences.c.tenant_id == bindparam("tenant")
_READ = select(preferences.c.user_id, preferences.c.overrides).where(
    _of_tenant, preferences.c.user_id.in_(bindparam("users", expanding=True))
)
_UPDATE = update(preferences).where(_of_tenant, preferences.c.user_id == bindparam("user"))
_ADD = InsertIfAbsent(preferences)


class SqlPreferences:
    """Stores what a person sets; the rest is the deployment's default."""

    def __init__(self, database: Database, clock: Clock, settings: NotificationSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._defaults = Preferences.of("", settings)

    def of(self, tenant_id: str, user_id: str) -> Preferences:
        """Those of one person, with the defaults for what is not set."""
        with self._database.reading(tenant_id) as connection:
            return self.read(connection, tenant_id, [user_id])[user_id]

    def read(self, connection: Connection, tenant_id: str, user_ids: Collection[str]) -> Mapping[str, Preferences]:
        """The preferences of each of them, within the caller's transaction."""
        rows = connection.execute(_READ, {"tenant": tenant_id, "users": list(user_ids)})
        overrides = {row.user_id: PreferenceOverrides.model_validate_json(row.overrides) for row in rows}
        return {user_id: self._of(user_id, overrides.get(user_id)) for user_id in user_ids}

    def change(
        self, tenant_id: str, user_id: str, changes: Mapping[str, Any], *, forget: Collection[str] = ()
    ) -> Preferences:
        """Changes these settings, channels urgency by urgency, and resets those in ``forget`` to the deployment's.

        Raises Invalid naming the setting that is not allowed.
        """
        _laid_over(PreferenceOverrides(), changes, forget)  # a refused setting leaves no row
        keys = {"tenant": tenant_id, "user": user_id}
        now = self._clock.now()
        # Created first, so that two changes at once wait at the row's lock; in its own transaction, since on MariaDB
        # they would deadlock.
        with self._database.writing(tenant_id) as connection:
            _ADD.write(connection, {"tenant_id": tenant_id, "user_id": user_id, "overrides": "{}", "updated_at": now})
        with self._database.writing(tenant_id) as connection:
            query = _READ.with_for_update()
            [(_, before)] = connection.execute(query, {"tenant": tenant_id, "users": [user_id]}).all()
            overrides = _laid_over(PreferenceOverrides.model_validate_json(before), changes, forget)
            stored = overrides.model_dump_json(exclude_unset=True)
            connection.execute(_UPDATE.values(overrides=stored, updated_at=now), keys)
        return self._of(user_id, overrides)

    def _of(self, user_id: str, overrides: PreferenceOverrides | None) -> Preferences:
        if overrides is None:
            return self._defaults.model_copy(update={"user_id": user_id})
        return Preferences.of(user_id, self._settings, overrides)


def _laid_over(
    overrides: PreferenceOverrides, changes: Mapping[str, Any], forget: Collection[str]
) -> PreferenceOverrides:
    merged = overrides.model_dump(exclude_unset=True) | dict(changes)
    channels = changes.get("channels", {})
    if not isinstance(channels, Mapping):
        raise Invalid.field("channels", "it names no channels by urgency", "see crm notification set --help")
    merged["channels"] = {**overrides.channels, **channels}
    for name in forget:
        room, _, urgency = name.partition(".")
        if urgency:
            merged[room] = {name: stored for name, stored in merged.get(room, {}).items() if name != urgency}
        else:
            merged.pop(name, None)
    try:
        return PreferenceOverrides.model_validate(merged)
    except ValidationError as cause:
        problem = cause.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        what, remedy = in_words(problem)
        raise Invalid.field(field, what, remedy or "see crm notification set --help") from cause

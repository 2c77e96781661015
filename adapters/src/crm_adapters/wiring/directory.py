"""Where a tenant lives, as the built-in partners ask."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from crm_operations.settings import SettingsFor


def zone_of(settings_for: SettingsFor) -> Callable[[str], ZoneInfo]:
    def zone(tenant_id: str) -> ZoneInfo:
        return settings_for(tenant_id).zone

    return zone

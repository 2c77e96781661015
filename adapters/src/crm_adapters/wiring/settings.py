"""What a deployment may set: in code, by environment, or by a TOML file, the former winning over the latter."""

import os
from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from crm_core.errors import Invalid
from crm_operations.settings import OperationsSettings

CONFIG_FILE = "crm.toml"
"""Read from the working directory unless CRM_CONFIG names another file."""


class CrmSettings(BaseSettings):
    """``CRM_DATABASE_URL``, ``CRM_TENANT``, ``CRM_OPERATIONS__QUALIFICATION__MINIMUM_SCORE`` and so on."""

    model_config = SettingsConfigDict(env_prefix="CRM_", env_nested_delimiter="__", extra="forbid", frozen=True)

    database_url: str = "sqlite:///crm.db"
    tenant: str = "main"
    user: str = "admin"
    operations: OperationsSettings = Field(default_factory=OperationsSettings)
    """For every tenant that wants nothing else."""
    tenants: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    """What a tenant wants otherwise, in the shape of ``operations``."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, os.environ.get("CRM_CONFIG", CONFIG_FILE))
        return init_settings, env_settings, file

    @classmethod
    def load(cls, **given: Any) -> "CrmSettings":
        """Raises Invalid naming the setting and what is wrong with it."""
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as cause:
            first = cause.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            raise Invalid.field(f"setting {name}", first["msg"], f"see CRM_* or {CONFIG_FILE}") from cause


class TenantSettings:
    """Answers a tenant's settings: the common ones with its own laid over them."""

    def __init__(self, settings: CrmSettings) -> None:
        self._common = settings.operations
        self._own = {
            tenant: OperationsSettings.model_validate(_laid_over(self._common.model_dump(), own))
            for tenant, own in settings.tenants.items()
        }

    def __call__(self, tenant_id: str) -> OperationsSettings:
        return self._own.get(tenant_id, self._common)


def _laid_over(common: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(common)
    for name, value in own.items():
        nested = common.get(name)
        merged[name] = _laid_over(nested, value) if isinstance(nested, dict) and isinstance(value, Mapping) else value
    return merged

"""Settings of a deployment: in code, by environment, or by a TOML file; the former take precedence."""

import os
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from crm_adapters.encryption import EncryptionSettings
from crm_adapters.live import LiveSettings
from crm_adapters.notifiers import NotificationSettings, WebhookSettings
from crm_core.arguments import in_words
from crm_core.errors import Invalid
from crm_core.texts import fit
from crm_core.values import Value
from crm_core.vocabulary import written
from crm_operations.settings import OperationsSettings


class RunnerKind(StrEnum):
    IN_PROCESS = "in_process"
    DURABLE = "durable"


EMBEDDED = "embedded"
"""The partner that is built in."""


class PartnerRole(StrEnum):
    """The roles of partners; each is the keyword by which ``open_crm`` replaces one."""

    CUSTOMERS = "customers"
    QUOTATIONS = "quotations"
    ORDERS = "orders"
    PEOPLE = "people"
    NOTIFICATIONS = "notifications"
    ANALYTICS = "analytics"


CONFIG_FILE = "crm.toml"
"""Read from the working directory unless CRM_CONFIG names another file."""


_FIELD = re.compile('field "([a-z_]+)"')

_BrokerAddress = Annotated[
    str, written("(nats|amqps?)://.+", "it is no address of a broker", "write it like nats://host or amqp://host")
]


class BrokerSettings(Value):
    """Where domain events are published for other applications: ``[broker]``, or ``CRM_BROKER__...``."""

    url: _BrokerAddress | None = None
    """``nats://...`` or ``amqp://...``, also as ``CRM_BROKER_URL``; without it nothing is published."""
    destination: Annotated[str, written("[A-Za-z0-9_-]+", "it is no name", "use letters a to z, digits and _ -")] = (
        "crm"
    )
    """The JetStream stream or the RabbitMQ exchange."""
    prefix: Annotated[
        str, written(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", "it is no prefix", "write it like crm or acme.crm")
    ] = "crm"
    """How every subject or routing key begins."""
    timeout_seconds: Annotated[float, Field(gt=0)] = 5.0
    """For connecting, and for each answer; twice that must fit into half of ``operations.relay.lease_seconds``."""
    mandatory: bool = True
    """Whether an event that no queue of RabbitMQ takes is a dead letter; otherwise it is dropped there."""


class DoctorSettings(Value):
    """Limits of the health checks: ``[doctor]``, or ``CRM_DOCTOR__...``."""

    clock_warning_seconds: Annotated[float, Field(ge=0)] = 1.0
    """How far the database's clock may differ from this machine's before the check warns."""
    clock_failure_seconds: Annotated[float | None, Field(gt=0)] = None
    """The difference at which the check fails; a third of ``operations.processes.lease_seconds`` by default."""
    waiting_warning_seconds: Annotated[float, Field(ge=0)] = 300.0
    """How long a message or a queued process may wait before the check warns."""
    history_sample: Annotated[int, Field(ge=1, le=1_000)] = 100
    """How many entities of each kind have their history recomputed; ``--thorough`` takes all of them."""
    probe_email: str = "nobody@crm-doctor.invalid"
    """The address that the check of the customer provider looks up: one that nobody can have."""


class GuardSettings(Value):
    """Limits around the calls of one partner: ``[guards.customers]``; a limit that is not set is off."""

    rate_per_second: Annotated[float | None, Field(ge=0.001)] = None
    """The long-term rate of calls of a partner."""
    burst: Annotated[int | None, Field(ge=1)] = None
    """How many calls are allowed at once after a pause; those of one second by default."""
    wait_seconds: Annotated[float, Field(ge=0)] = 1.0
    """How long a call may wait for its turn before it is refused as Unavailable."""
    breaker_failures: Annotated[int | None, Field(ge=1)] = None
    """After so many Unavailable in a row the circuit opens."""
    breaker_seconds: Annotated[float, Field(gt=0)] = 30.0
    """How long the circuit stays open, until one call tries whether the partner is back."""
    cache_seconds: Annotated[float | None, Field(gt=0)] = None
    """How long an answer is cached; changes by other users of the partner are visible that much later."""
    cache_entries: Annotated[int, Field(ge=1)] = 1_000
    """The most answers in the cache."""


class CrmSettings(BaseSettings):
    """``CRM_DATABASE_URL``, ``CRM_TENANT``, ``CRM_OPERATIONS__QUALIFICATION__MINIMUM_SCORE`` and so on.

    In code by the names of its fields, in ``crm.toml`` by the same names; an unknown name is refused.
    """

    model_config = SettingsConfigDict(env_prefix="CRM_", env_nested_delimiter="__", extra="forbid", frozen=True)

    database_url: str = "sqlite:///crm.db"
    tenant: str = "main"
    user: str = "admin"
    runner: RunnerKind = RunnerKind.IN_PROCESS
    """How workflows run; the command line runs them durably by default."""
    processes_url: str | None = None
    """The database of durable processes; by default beside a SQLite file, or in the same PostgreSQL."""
    party: str = EMBEDDED
    """The party master: built in, or the name of an installed partner."""
    sales: str = EMBEDDED
    """The sales system, with quotations and orders."""
    provided_by: Mapping[PartnerRole, str] = Field(default_factory=dict)
    """Single roles, which take precedence over ``party`` and ``sales``: ``[provided_by] people = "acme"``."""
    partners: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    """The settings of an installed partner, in its own shape: ``[partners.acme]``."""
    guards: Mapping[PartnerRole, GuardSettings] = Field(default_factory=dict)
    """A rate limit, a breaker and a cache around a partner: ``[guards.customers]``."""
    telemetry: bool = False
    """Whether workflows and their steps are traced; OTEL_* variables say where traces go to."""
    broker: BrokerSettings = BrokerSettings()
    notifications: NotificationSettings = NotificationSettings()
    """The default notification preferences, and the channels."""
    live: LiveSettings = LiveSettings()
    """Live updates."""
    webhooks: WebhookSettings = WebhookSettings()
    """Networks, time limit and failure limit of webhooks."""
    encryption: EncryptionSettings = EncryptionSettings()
    """The keys that secrets in the database are sealed with."""
    doctor: DoctorSettings = DoctorSettings()
    operations: OperationsSettings = Field(default_factory=OperationsSettings)
    """The settings of all tenants without their own."""
    tenants: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    """Overrides by tenant, in the shape of ``operations``."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, ``CRM_BROKER_URL``, and the TOML file."""
        broker_url = {"broker": {"url": url}} if (url := os.environ.get("CRM_BROKER_URL")) else {}
        file = TomlConfigSettingsSource(settings_cls, _config_file())
        return init_settings, env_settings, InitSettingsSource(settings_cls, broker_url), file

    @classmethod
    def load(cls, **values: Any) -> "CrmSettings":
        """From arguments, environment and ``crm.toml``; an argument None counts as not given.

        Raises Invalid, which names the setting and what is wrong with it.
        """
        try:
            return cls(**{name: value for name, value in values.items() if value is not None})
        except ValidationError as cause:
            raise _misset(cause) from cause
        except TOMLDecodeError as cause:
            remedy = "see the guides for what stands in it"
            raise Invalid.field(_config_file(), f"it is not TOML: {fit(str(cause), 100)}", remedy) from cause
        except SettingsError as cause:
            name = f"CRM_{found[1].upper()}" if (found := _FIELD.search(str(cause))) else "CRM_*"
            raise Invalid.field(name, "it is not JSON", 'write it like {"name": "value"}') from cause


def _config_file() -> str:
    """Raises Invalid where CRM_CONFIG names a missing file, whose settings would silently not apply."""
    named = os.environ.get("CRM_CONFIG")
    if named and not Path(named).expanduser().is_file():
        raise Invalid.field("CRM_CONFIG", f"there is no file {named}", "name one, or unset it")
    return named or CONFIG_FILE


class TenantSettings:
    """The settings of each tenant: the common ones, overridden by its own."""

    def __init__(self, settings: CrmSettings) -> None:
        """Raises Invalid naming the setting and what is wrong with it."""
        self._common = settings.operations
        self._own = {tenant: self._laid_over_by(tenant, own) for tenant, own in settings.tenants.items()}

    def __call__(self, tenant_id: str) -> OperationsSettings:
        return self._own.get(tenant_id, self._common)

    def _laid_over_by(self, tenant: str, own: Mapping[str, Any]) -> OperationsSettings:
        try:
            return OperationsSettings.model_validate(_laid_over(self._common.model_dump(), own))
        except ValidationError as cause:
            raise _misset(cause, "tenants", tenant) from cause


def _misset(cause: ValidationError, *within: str) -> Invalid:
    """The first invalid setting, by its name."""
    first = cause.errors()[0]
    name = ".".join([*within, *(str(part) for part in first["loc"])])
    problem, remedy = in_words(first)
    return Invalid.field(f"setting {name}", problem, remedy or f"see CRM_* or {CONFIG_FILE}")


def _laid_over(common: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(common)
    for name, value in own.items():
        nested = common.get(name)
        merged[name] = _laid_over(nested, value) if isinstance(nested, dict) and isinstance(value, Mapping) else value
    return merged

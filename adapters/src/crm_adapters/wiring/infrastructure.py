"""The infrastructure of all other parts: settings, time, ids, the database, secrets."""

from dependency_injector import containers, providers

from crm_adapters.calendars import LibraryHolidays
from crm_adapters.encryption import Keys, Secrets, SecretsUpkeep
from crm_adapters.identifiers import new_id
from crm_adapters.loops import Loops
from crm_adapters.notifiers import SEALED_COLUMNS
from crm_adapters.storage import Database, SqlLoopFailures, SqlRecords, SqlRunLog, SqlTimerQueue
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring.followers import followers
from crm_adapters.wiring.settings import CrmSettings, TenantSettings
from crm_adapters.wiring.strategies import installed_strategies
from crm_core.voting import Strategies
from crm_operations.approvals import ApprovalRequests
from crm_operations.credits import DealCredits
from crm_operations.quote_to_order import QuotationVersions


class Infrastructure(containers.DeclarativeContainer):
    """The infrastructure of all other parts: settings, time, ids, the database."""

    settings = providers.Dependency(instance_of=CrmSettings)
    settings_for = providers.Singleton(TenantSettings, settings)
    clock = providers.Singleton(SystemClock)
    new_id = providers.Object(new_id)
    database = providers.Singleton(Database, settings.provided.database_url)
    strategies = providers.Singleton(Strategies, providers.Object(installed_strategies))
    approval_requests = providers.Singleton(ApprovalRequests, strategies, new_id)
    deal_credits = providers.Singleton(DealCredits, new_id)
    quotation_versions = providers.Singleton(QuotationVersions, approval_requests, settings_for, new_id)
    followers = providers.Singleton(followers, settings_for, approval_requests, new_id)
    records = providers.Singleton(SqlRecords, database, clock, new_id, followers)
    runs = providers.Singleton(SqlRunLog, database)
    timer_queue = providers.Singleton(SqlTimerQueue, database)
    holiday_calendar = providers.Singleton(LibraryHolidays)
    keys = providers.Singleton(Keys, settings.provided.encryption, database.provided.url)
    secrets = providers.Singleton(Secrets, keys, clock)
    secrets_upkeep = providers.Singleton(SecretsUpkeep, database, secrets, clock, providers.Object(SEALED_COLUMNS))
    loops = providers.Singleton(Loops, providers.Singleton(SqlLoopFailures, database))

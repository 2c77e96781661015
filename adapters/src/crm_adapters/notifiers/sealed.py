"""Which columns of the notifiers' tables hold sealed texts."""

from crm_adapters.encryption import SealedColumn
from crm_adapters.notifiers.delivery.tables import addresses
from crm_adapters.notifiers.integrations.tables import integration_runs
from crm_adapters.notifiers.webhooks.tables import webhooks

SEALED_COLUMNS = (
    SealedColumn(webhooks, "secret"),
    SealedColumn(webhooks, "former_secret"),
    SealedColumn(integration_runs, "config"),
    SealedColumn(integration_runs, "data"),
    SealedColumn(addresses, "address"),
)

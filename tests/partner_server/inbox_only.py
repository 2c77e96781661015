"""The notifier without channels: what it is asked to tell lies in the inbox, and nothing goes out."""

from crm_adapters.identifiers import new_id
from crm_adapters.notifiers import NotificationSettings
from crm_adapters.notifiers.delivery.recipients import Recipients
from crm_adapters.notifiers.inbox.inbox import Inbox
from crm_adapters.notifiers.router import NotificationRouter
from crm_adapters.storage import Database
from crm_core.clock import Clock
from crm_operations.providers import PeopleProvider
from crm_operations.settings import OperationsSettings
from crm_operations.testing import FakePeople


def inbox_only(database: Database, clock: Clock, people: PeopleProvider | None = None) -> NotificationRouter:
    """Without people, whoever is named is taken to be there."""
    recipients = Recipients(people or FakePeople(), NotificationSettings(), lambda _: OperationsSettings())
    return NotificationRouter(database, clock, Inbox(database, clock, new_id), recipients)

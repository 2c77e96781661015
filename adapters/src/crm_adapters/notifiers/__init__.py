"""Notifiers: messages to people, in their inbox or on the screen."""

from crm_adapters.notifiers.console import ConsoleNotifications
from crm_adapters.notifiers.fan_out import FanOutNotifications
from crm_adapters.notifiers.inbox import Inbox, InboxMessage, NobodyToNotify, RoleMembers

__all__ = ["ConsoleNotifications", "FanOutNotifications", "Inbox", "InboxMessage", "NobodyToNotify", "RoleMembers"]

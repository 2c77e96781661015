"""A package for a new partner: everything but the calls of its system, and tests that say which one to write next."""

from crm_adapters.scaffold.package import Scaffold, new_adapter
from crm_adapters.scaffold.promises import PROVIDABLE

__all__ = ["PROVIDABLE", "Scaffold", "new_adapter"]

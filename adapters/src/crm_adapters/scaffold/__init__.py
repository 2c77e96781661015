"""Generates a package for a new partner: all but the calls of its system, and tests that name the next method."""

from crm_adapters.scaffold.package import Scaffold, new_adapter
from crm_adapters.scaffold.promises import PROVIDABLE

__all__ = ["PROVIDABLE", "Scaffold", "new_adapter"]

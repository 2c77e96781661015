"""Loads every command of the command line, which otherwise loads one when it is asked for."""

from importlib import import_module
from pkgutil import walk_packages

from crm_adapters import cli

for module in walk_packages(cli.__path__, f"{cli.__name__}."):
    if not module.name.endswith("__main__"):
        import_module(module.name)

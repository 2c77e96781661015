"""The command line: ``crm``, for people in a terminal and for scripts that read its JSON."""

from crm_adapters.cli.application import app, main

__all__ = ["app", "main"]

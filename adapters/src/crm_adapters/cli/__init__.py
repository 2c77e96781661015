"""The command line: ``crm``, for people in a terminal and for scripts that read its JSON."""

try:
    from crm_adapters.cli.application import app, main
except ModuleNotFoundError as missing:
    if missing.name not in {"babel", "rich", "typer"}:
        raise
    # Whoever installed the package without its extra has the command all the same.
    raise SystemExit(f"crm: {missing.name} is not installed; pip install 'crm-adapters[cli]'") from None

__all__ = ["app", "main"]

"""The command line: ``crm``, for people in a terminal and for scripts that read its JSON."""

from importlib.util import find_spec

# A command loads what it needs when it is asked for; whoever lacks the extra hears of it at once.
for _module in ("babel", "jinja2", "rich", "typer"):
    if find_spec(_module) is None:
        raise SystemExit(f"crm: {_module} is not installed; pip install 'crm-adapters[cli]'")

from crm_adapters.cli.application import app, main, run  # noqa: E402

__all__ = ["app", "main", "run"]

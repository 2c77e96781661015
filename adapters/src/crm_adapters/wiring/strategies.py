"""Strategies of approval that packages bring, by an entry point of ``crm_adapters.strategies`` (FR-EXT-003)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points

import structlog

from crm_core.voting import ApprovalStrategy

GROUP = "crm_adapters.strategies"
"""Each entry point is something that, called without arguments, makes a strategy; its name is the strategy's."""

_log = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def installed_strategies() -> Mapping[str, ApprovalStrategy]:
    """Those of the installed packages, by name."""
    return loaded(entry_points(group=GROUP))


def loaded(plugins: Iterable[EntryPoint]) -> Mapping[str, ApprovalStrategy]:
    """One that cannot be made is left out and logged with the reason, so that the others work."""
    found: dict[str, ApprovalStrategy] = {}
    for plugin in plugins:
        try:
            strategy = plugin.load()()
        except Exception as failure:  # noqa: BLE001  whatever a plugin does, the others are let in
            _log.warning("strategy.not_usable", name=plugin.name, error=f"{type(failure).__name__}: {failure}")
            continue
        if callable(getattr(strategy, "can_proceed", None)):
            found[plugin.name] = strategy
        else:
            _log.warning("strategy.not_usable", name=plugin.name, error="it has no method can_proceed(responses)")
    return found

"""The installed integrations: built-in ones and plugins, each checked before it can be used (FR-L2-010).

A package brings one with an entry point of the group ``crm_adapters.integrations``: something that, called without
arguments, makes an Integration. One that is broken is refused with its reason, and the others work.
"""

import inspect
import re
import threading
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Self, cast

from pydantic import BaseModel

from crm_adapters.notifiers.integrations.values import Known
from crm_core.errors import CrmError, Refused
from crm_operations.providers import INTEGRATION_CONTRACT, Integration

GROUP = "crm_adapters.integrations"

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,49}", re.ASCII)
_METHODS: Mapping[str, tuple[str, ...]] = {
    "check": ("config",),
    "execute": ("context",),
    "compensate": ("context", "receipt"),
}


class IntegrationUnusable(Refused):
    @classmethod
    def because_unknown(cls, name: str, known: Iterable[str]) -> Self:
        names = ", ".join(known) or "none"
        return cls("no integration is named {name}; there are: {known}", {"name": name, "known": names})

    @classmethod
    def because_it_was_refused(cls, name: str, reason: str) -> Self:
        return cls("integration {name} cannot be used: {reason}", {"name": name, "reason": reason})


class IntegrationRegistry:
    """Finds integrations by name; plugins are imported at the first look-up."""

    def __init__(
        self,
        built_in: Iterable[Integration],
        missing: Mapping[str, str] | None = None,
        plugins: Iterable[EntryPoint] | None = None,
    ) -> None:
        """``missing`` has the reasons of built-in ones not set up; ``plugins`` None means the installed ones."""
        self._usable: dict[str, Integration] = {}
        self._known = {name: Known(name=name, is_usable=False, reason=why) for name, why in (missing or {}).items()}
        for integration in built_in:
            self._admit(integration, None)
        self._plugins = plugins
        self._loading = threading.Lock()
        self._is_loaded = False

    def known(self) -> list[Known]:
        """By name, the unusable ones with the reason."""
        self._load()
        return [self._known[name] for name in sorted(self._known)]

    def named(self, name: str) -> Integration:
        """Raises IntegrationUnusable."""
        if name not in self._usable:
            self._load()
        if name in self._usable:
            return self._usable[name]
        if name in self._known:
            raise IntegrationUnusable.because_it_was_refused(name, str(self._known[name].reason))
        raise IntegrationUnusable.because_unknown(name, sorted(self._usable))

    def _load(self) -> None:
        with self._loading:
            if not self._is_loaded:
                for plugin in entry_points(group=GROUP) if self._plugins is None else self._plugins:
                    self._try(plugin)
                self._is_loaded = True

    def _try(self, plugin: EntryPoint) -> None:
        package = plugin.dist.name if plugin.dist is not None else plugin.module
        try:
            self._admit(plugin.load()(), package)
        except Exception as failure:  # noqa: BLE001  whatever a plugin does, the others are let in
            reason = str(failure) if isinstance(failure, CrmError) else f"{type(failure).__name__}: {failure}"
            shown = plugin.name if plugin.name not in self._known else f"{plugin.name} ({package})"
            self._known[shown] = Known(name=shown, package=package, is_usable=False, reason=reason)

    def _admit(self, found: object, package: str | None) -> None:
        problem = problem_of(found)
        if problem is None and cast(Integration, found).name in self._usable:
            problem = f"another integration is named {cast(Integration, found).name}"
        if problem is not None:
            raise IntegrationUnusable.because_it_was_refused(type(found).__name__, problem)
        integration = cast(Integration, found)
        shape = _shape_of(integration.config)
        self._usable[integration.name] = integration
        self._known[integration.name] = Known(name=integration.name, package=package, config=shape)


@cache
def _shape_of(config: type[BaseModel]) -> dict[str, Any]:
    """Once a process: every application that is opened admits the same ones."""
    return config.model_json_schema()


def problem_of(found: Any) -> str | None:
    """Why it is no Integration, or None if it is one."""
    name, contract, config = (getattr(found, each, None) for each in ("name", "contract", "config"))
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return f"its name is {name!r}; use small letters, digits, - and _"
    if contract != INTEGRATION_CONTRACT:
        return f"it keeps version {contract!r} of the contract, and this release needs {INTEGRATION_CONTRACT}"
    if not isinstance(config, type) or not issubclass(config, BaseModel):
        return "its config is no pydantic model"
    for method, arguments in _METHODS.items():
        if problem := _problem_of_method(getattr(found, method, None), method, arguments):
            return problem
    return None


def _problem_of_method(method: object, name: str, arguments: tuple[str, ...]) -> str | None:
    shown = f"{name}({', '.join(arguments)})"
    if not callable(method):
        return f"it has no method {shown}"
    if inspect.iscoroutinefunction(method):
        return f"{shown} is async; it is called on a thread of its own, so let it be an ordinary method"
    try:
        inspect.signature(method).bind(*arguments)
    except TypeError as problem:
        return f"its method must take {shown}: {problem}"
    return None

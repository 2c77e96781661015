"""Finds the partners by name: built in, or from an installed package.

A package declares one by an entry point of the group ``crm_adapters.partners``: a callable that gets the settings
``[partners.NAME]`` and answers its providers, such as ``{"customers": ..., "quotations": ...}``.
"""

from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple, Self

from crm_adapters.wiring.settings import EMBEDDED, CrmSettings, PartnerRole
from crm_adapters.wiring.tryton import TRYTON, tryton_partners
from crm_core.errors import Invalid

GROUP = "crm_adapters.partners"
Providers = Mapping[str, object]
"""By role: customers, quotations, orders, people, notifications, analytics."""
Connect = Callable[[CrmSettings], Providers]

BUILT_IN: dict[str, Connect] = {EMBEDDED: lambda _: {}, TRYTON: tryton_partners}
"""What comes with the adapters; the embedded one replaces nothing."""

PROVIDED_BY: Mapping[str, tuple[PartnerRole, ...]] = {
    "party": (PartnerRole.CUSTOMERS,),
    "sales": (PartnerRole.QUOTATIONS, PartnerRole.ORDERS),
}
"""The settings that name a partner for several roles at once."""


class PartnerUnusable(Invalid):
    @classmethod
    def because_unknown(cls, setting: str, name: str, known: list[str]) -> Self:
        return cls.field(setting, f"no partner is called {name!r}", f"name one of {', '.join(known)}, or install it")

    @classmethod
    def because_it_failed(cls, setting: str, plugin: EntryPoint, cause: Exception) -> Self:
        package = plugin.dist.name if plugin.dist is not None else plugin.module
        problem = f"{plugin.name!r} of the package {package} cannot be used: {type(cause).__name__}: {cause}"
        return cls.field(setting, problem, f"mend or reinstall {package}, or name another partner")

    @classmethod
    def because_it_lacks(cls, setting: str, name: str, role: str, offered: list[str]) -> Self:
        what = ", ".join(offered) or "nothing"
        return cls.field(setting, f"{name!r} provides no {role}, but {what}", "name a partner that does")


class Provided(NamedTuple):
    """The name of the partner that provides a role, and the setting that names it."""

    setting: str
    by: str


def who_provides(settings: CrmSettings, role: PartnerRole) -> Provided:
    """``provided_by`` takes precedence over ``party`` and ``sales``; roles without a named partner are built in."""
    one_by_one = f"provided_by.{role}"
    if role in settings.provided_by:
        return Provided(one_by_one, settings.provided_by[role])
    setting = next((setting for setting, roles in PROVIDED_BY.items() if role in roles), None)
    return Provided(one_by_one, EMBEDDED) if setting is None else Provided(setting, getattr(settings, setting))


def chosen_partners(settings: CrmSettings) -> dict[str, object]:
    """The providers that replace built-in ones. Raises PartnerUnusable."""
    connected: dict[str, Providers] = {}
    chosen: dict[str, object] = {}
    for role in PartnerRole:
        setting, name = who_provides(settings, role)
        if name == EMBEDDED:
            continue
        if name not in connected:
            connected[name] = partner_named(setting, name, settings)
        if role not in connected[name]:
            raise PartnerUnusable.because_it_lacks(setting, name, role, sorted(connected[name]))
        chosen[role] = connected[name][role]
    return chosen


def partner_named(setting: str, name: str, settings: CrmSettings) -> Providers:
    """The providers of that partner; a built-in name takes precedence. Raises PartnerUnusable with the known names."""
    if name in BUILT_IN:
        return BUILT_IN[name](settings)
    plugins = {plugin.name: plugin for plugin in entry_points(group=GROUP)}
    if name not in plugins:
        raise PartnerUnusable.because_unknown(setting, name, sorted({*BUILT_IN, *plugins}))
    try:
        connect: Callable[[Mapping[str, Any]], Providers] = plugins[name].load()
        return connect(settings.partners.get(name, {}))
    except Exception as cause:
        raise PartnerUnusable.because_it_failed(setting, plugins[name], cause) from cause

"""One run of the command line: its actor, its database, and its output."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import RenderableType
from sqlalchemy import URL
from structlog.contextvars import bind_contextvars, unbind_contextvars

from crm_adapters.cli.shell.screen import Screen, counted, plain, print_json
from crm_adapters.wiring import Crm, CrmSettings, durable_where_possible, open_crm
from crm_core.actor import Actor, Role
from crm_core.errors import Invalid, Refused, Unavailable
from crm_core.stores import Listed
from crm_core.values import Value
from crm_operations.settings import OperationsSettings

V = TypeVar("V", bound=Value)
Answer = Value | dict[str, Any] | Sequence[Value] | Sequence[dict[str, Any]]
"""What can be written as JSON."""


class DatabaseNotReady(Refused):
    @classmethod
    def because_not_initialised(cls, url: str) -> Self:
        return cls("{database} is not set up for this version of crm; run `crm init` first", {"database": url})


class Session:
    """A session; every part is read at first use, so that help needs neither settings nor a database."""

    def __init__(
        self,
        database_url: str | None = None,
        tenant: str | None = None,
        user: str | None = None,
        roles: Sequence[Role] = (),
        *,
        party: str | None = None,
        sales: str | None = None,
        debug: bool = False,
    ) -> None:
        """``debug`` shows where failures come from."""
        self._options = {"database_url": database_url, "tenant": tenant, "user": user, "party": party, "sales": sales}
        self._roles = frozenset(roles) or frozenset({Role.ADMIN})
        self.debug = debug
        self._opened: Crm | None = None
        self.out = Screen()
        self.err = Screen(stderr=True)

    @cached_property
    def settings(self) -> CrmSettings:
        """Options before environment, environment before crm.toml. Raises Invalid."""
        return CrmSettings.load(**self._options)

    @cached_property
    def actor(self) -> Actor:
        """On one's own machine whoever may read the database may do everything, unless roles are named."""
        for option, name in (("--tenant", self.settings.tenant), ("--as", self.settings.user)):
            if not name.strip():
                raise Invalid.field(option, "it names nobody", "name one, or leave the option out")
        return Actor(tenant_id=self.settings.tenant, user_id=self.settings.user, roles=self._roles)

    @cached_property
    def crm(self) -> Crm:
        """Opened and set up. Raises DatabaseNotReady."""
        crm = self.open()
        if not self.is_set_up:
            raise DatabaseNotReady.because_not_initialised(self.database_name)
        bind_contextvars(tenant=self.actor.tenant_id, actor=self.actor.user_id)
        return crm

    @property
    def is_set_up(self) -> bool:
        """Whether the database exists, with the tables this release expects."""
        crm = self.open()
        return _is_there(crm) and crm.is_ready

    def open(self, settings: CrmSettings | None = None, *, works_off_queues: bool = False) -> Crm:
        """Opened, whether set up or not; closed when the command ends.

        Workflows run durably where possible, unless a runner is set. The arguments of the first call count.
        """
        if self._opened is None:
            chosen = durable_where_possible(settings or self.settings)
            self._opened = open_crm(settings=chosen, works_off_queues=works_off_queues)
        return self._opened

    def finish_abandoned_runs(self) -> None:
        """Where no worker is alive, a command that ran workflows also finishes runs that dead processes left."""
        if self._opened is not None:
            self._opened.finish_abandoned_runs(self._print_what_was_left)

    @property
    def leaves_something(self) -> bool:
        """Whether a workflow that this command started has not ended; True where that is unknown."""
        try:
            return self._opened is not None and self._opened.has_unfinished_work
        except Unavailable:
            return True

    def close(self) -> None:
        unbind_contextvars("tenant", "actor")
        if self._opened is not None:
            self._opened.close()

    @property
    def database_name(self) -> str:
        """The address without its password."""
        url: URL = self.open().database.url
        return url.render_as_string(hide_password=True)

    @property
    def own_settings(self) -> OperationsSettings:
        """The settings of the tenant."""
        settings: OperationsSettings = self.open().settings_for(self.actor.tenant_id)
        return settings

    @property
    def zone(self) -> ZoneInfo:
        return self.own_settings.zone

    def print_result(self, data: Answer, *shown: RenderableType, as_json: bool) -> None:
        """The data for scripts, or what people see."""
        if as_json:
            print_json(_plain_data(data))
            return
        for renderable in shown:
            if isinstance(renderable, str):
                self.out.print_line(renderable)
            else:
                self.out.print(renderable)

    def print_note(self, line: str, style: str = "") -> None:
        """Besides the answer, on standard error."""
        self.err.print_line(line, style)

    def print_page(
        self,
        found: Listed[V],
        limit: int,
        what: str,
        shown: Callable[[Sequence[V]], RenderableType],
        called: Callable[[V], str],
        *,
        as_json: bool,
    ) -> None:
        """Of one more than ``limit``, which shows whether there are more; what is left out takes room of the page."""
        are_more = found.looked_at > limit
        page = found[: max(1, limit - len(found.unreadable))] if are_more else found
        self.print_result(page, shown(page) if page else f"No {what}.", as_json=as_json)
        self.print_left_out(found, what)
        if are_more:
            advice = (
                f"add --after {called(page[-1])}"
                if page
                else "correct what was left out first, or ask for a larger page"
            )
            self.print_note(f"There are more: {advice}", "dim")

    def print_left_out(self, found: Listed[Any], what: str) -> None:
        """One line each."""
        for each in found.unreadable:
            self.print_note(f"Left out of the {what}: {plain(each.id)}: {plain(each.problem)}", "yellow")

    def _print_what_was_left(self, count: int) -> None:
        what = counted(count, "process", "processes")
        self.print_note(f"Going on with {what} left unfinished; Ctrl-C leaves that to a worker or later.")


def session_of(ctx: typer.Context) -> Session:
    session = ctx.find_object(Session)
    if session is None:
        raise TypeError("the command was not begun by the root of the command line")
    return session


def _is_there(crm: Crm) -> bool:
    """Asking SQLite about a file that is missing would make an empty one."""
    url = crm.database.url
    return crm.database.kind != "sqlite" or Path(str(url.database)).expanduser().exists()


def _plain_data(data: Answer) -> object:
    if isinstance(data, Value):
        return data.to_dict()
    return data if isinstance(data, dict) else [_plain_data(each) for each in data]

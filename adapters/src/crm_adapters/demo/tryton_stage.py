"""The demonstration with its customers, quotations and orders in a Tryton of its own, which stays to be looked at."""

import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm_adapters.demo import tryton_server
from crm_adapters.demo.company import HOME, TENANT
from crm_adapters.demo.tryton_server import ADMINISTRATOR, OnStep, administering
from crm_adapters.wiring import CrmSettings
from crm_core.values import Value

DATABASE = "demo"
CONFIRMED = ("confirmed", "processing", "done")
_CONFIG = """\
# The demonstration with Tryton: start its server, then run `crm` in this folder with CRM_CONFIG={name}.
database_url = {database}
tenant = "{tenant}"
party = "tryton"
sales = "tryton"

[operations]
timezone = "{home}"

[partners.tryton]
url = "{url}"

[partners.tryton.tenants.{tenant}]
database = "{DATABASE}"
key = "{key}"
user = "{user}"
password = "{password}"
"""


class TrytonAccess(Value):
    """What is in Tryton in the end, and how one gets in."""

    parties: int
    won: int
    lost: int
    start: str
    url: str
    user: str = ADMINISTRATOR
    password: str
    config: Path


class TrytonStage:
    def __init__(self, folder: Path, server: tryton_server.TrytonServer, keys: tryton_server.Keys) -> None:
        self._folder = folder
        self._server = server
        self._keys = keys

    @property
    def settings(self) -> Mapping[str, Any]:
        """To be laid over those of the demonstration."""
        login = {"key": self._keys.key, "user": self._keys.user, "password": self._keys.password}
        account = {"database": DATABASE, **login}
        partners = {"tryton": {"url": self._server.url, "tenants": {TENANT: account}}}
        return {"party": "tryton", "sales": "tryton", "partners": partners}

    def leave(self, settings: CrmSettings) -> TrytonAccess:
        """What was made there, asked of Tryton itself; with a file by which ``crm`` finds it again."""
        with administering(self._server, DATABASE, self._keys.administrator_password) as admin:

            def count(model: str, domain: list[Any]) -> int:
                number: int = admin.call(f"model.{model}.search_count", domain, context={})
                return number

            parties = count("party.party", [["identifiers.code", "!=", None]])
            won = count("sale.sale", [["state", "in", list(CONFIRMED)]])
            lost = count("sale.sale", [["state", "=", "cancelled"]])
        listen = f"TRYTOND_WEB__LISTEN={self._server.url.removeprefix('http://')}"
        conf = shlex.quote(str((self._folder / "trytond.conf").absolute()))
        return TrytonAccess(
            parties=parties,
            won=won,
            lost=lost,
            start=f"{listen} trytond -c {conf} -d {DATABASE}",
            url=self._server.url,
            password=self._keys.administrator_password,
            config=self._written(settings),
        )

    def _written(self, settings: CrmSettings) -> Path:
        file = self._folder.parent / "crm-tryton.toml"
        url = settings.database_url
        if url.startswith("sqlite:///"):
            url = f"sqlite:///{Path(url.removeprefix('sqlite:///')).absolute()}"
        values = {"url": self._server.url, "key": self._keys.key, "user": self._keys.user, "home": HOME}
        text = _CONFIG.format(
            name=file.name,
            database=f'"{url}"',
            tenant=TENANT,
            DATABASE=DATABASE,
            password=self._keys.password,
            **values,
        )
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
        return file


@contextmanager
def stage_in_tryton(folder: Path, on_step: OnStep) -> Iterator[TrytonStage]:
    """Its server runs as long as this lasts; the folder is made anew. Raises Invalid where Tryton is not installed."""
    template = tryton_server.template(on_step=on_step)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    on_step("starting a Tryton server")
    with tryton_server.copies(template, folder.absolute(), [DATABASE]) as server:
        yield TrytonStage(folder, server, template.keys)

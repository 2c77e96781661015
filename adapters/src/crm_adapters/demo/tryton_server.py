"""A disposable Tryton server: a process on this machine, whose databases are copies of a template."""

import hashlib
import json
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Self

from crm_adapters.demo import tryton_company
from crm_core.errors import Invalid, Unavailable
from crm_core.values import Value

MODULE = "sale_opportunity"
ADD_WHAT_IT_NEEDS = "--activate-dependencies"
TEMPLATE = "template"
ADMINISTRATOR, SELLER = "admin", "crm"
START_SECONDS, GRACE_SECONDS, BUILD_SECONDS = 60.0, 10.0, 600.0
CONFIGURATION = """\
[database]
uri = sqlite://
path = {folder}
[session]
timeout = 86400
"""

if TYPE_CHECKING:
    from crm_adapters.tryton import Session

OnStep = Callable[[str], None]


class Keys(Value):
    """The credentials of a copy of the template."""

    key: str
    company: int
    user: str = SELLER
    password: str
    administrator_password: str


class Template(Value):
    file: Path
    keys: Keys


class TrytonServer:
    """Serves the databases in a folder, on the same port after a restart."""

    def __init__(self, folder: Path, databases: Sequence[str]) -> None:
        self.folder = folder
        self._databases = tuple(databases)
        self._process: subprocess.Popen[bytes] | None = None
        self._port = _free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Starts it, and returns when it answers. Raises Unavailable when it does not."""
        if self._process is not None and self._process.poll() is None:
            return
        log = self.folder / "server.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(  # noqa: S603  a server of our own
                [_command("trytond"), "-c", str(_configured(self.folder)), "-d", *self._databases],
                env={**_environment(self.folder), "TRYTOND_WEB__LISTEN": f"127.0.0.1:{self._port}"},
                stdout=out,
                stderr=out,
            )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise Unavailable("trytond did not start; {log} tells why", {"log": str(log)})
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
        except OSError:
            return False
        return True


def copies(template: Template, folder: Path, databases: Sequence[str]) -> TrytonServer:
    """A server, not started, on fresh copies of the template in that folder."""
    for database in databases:
        shutil.copyfile(template.file, folder / f"{database}.sqlite")
    return TrytonServer(folder, databases)


def template(cache: Path | None = None, on_step: OnStep = lambda _: None) -> Template:
    """Built when first asked for, which takes half a minute, and kept as long as the versions installed stay the same.

    Raises Invalid where Tryton is not installed.
    """
    home = (cache or _cache()) / _version()
    file, keys = home / f"{TEMPLATE}.sqlite", home / "keys.json"
    with _one_builder_at_a_time(home):
        if not keys.exists():
            with TemporaryDirectory(dir=home) as workshop:
                built_keys = _build(Path(workshop), on_step)
                _gather(Path(workshop) / f"{TEMPLATE}.sqlite", file)
                (written := Path(workshop) / keys.name).touch(mode=0o600)
                written.write_text(built_keys.model_dump_json())
                written.replace(keys)
    return Template(file=file, keys=Keys.model_validate_json(keys.read_text()))


def missing() -> str | None:
    """The name of a part of Tryton that is not installed; None when all are."""
    if shutil.which("trytond-admin", path=_path()) is None:
        return "trytond"
    return None if any(name.endswith(MODULE) for name, _ in _installed()) else f"trytond_{MODULE}"


def _build(workshop: Path, on_step: OnStep) -> Keys:
    administrator_password, password = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
    (secret := workshop / "secret").write_text(administrator_password)
    (workshop / f"{TEMPLATE}.sqlite").touch()
    on_step("making an empty Tryton database")
    making = subprocess.run(  # noqa: S603  a command found beside this Python
        [_command("trytond-admin"), "-c", str(_configured(workshop)), "-d", TEMPLATE, "-u", MODULE, ADD_WHAT_IT_NEEDS],
        env={**_environment(workshop), "TRYTONPASSFILE": str(secret)},
        input="\n",  # it asks for the administrator's address, and takes none
        capture_output=True,
        text=True,
        check=False,
        timeout=BUILD_SECONDS,
    )
    if making.returncode != 0:
        output = making.stderr.strip().splitlines()[-1:]
        raise Unavailable("trytond-admin failed: {output}", {"output": " ".join(output)})
    on_step("setting up a company in it")
    with TrytonServer(workshop, [TEMPLATE]) as server, administering(server, TEMPLATE, administrator_password) as admin:
        opened = tryton_company.open_company(admin, "Lamplight", user=SELLER, password=password)
    return Keys(
        key=opened.key, company=opened.company, password=password, administrator_password=administrator_password
    )


def _gather(database: Path, into: Path) -> None:
    """With what SQLite still keeps in a file beside it."""
    into.unlink(missing_ok=True)
    with closing(sqlite3.connect(database, isolation_level=None)) as whole:
        whole.execute("VACUUM INTO ?", [str(into)])


@contextmanager
def administering(server: TrytonServer, database: str, password: str) -> Iterator["Session"]:
    from crm_adapters.tryton import Account, HttpTransport, Session

    account = Account.model_validate({"database": database, "key": "-", "user": ADMINISTRATOR, "password": password})
    with closing(HttpTransport(server.url, timeout_seconds=START_SECONDS, connections=2, attempts=5)) as transport:
        yield Session(transport, account)


@contextmanager
def _one_builder_at_a_time(home: Path) -> Iterator[None]:
    """A lock of SQLite's, which ends with its process."""
    home.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(home / "lock.db", timeout=BUILD_SECONDS, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
        lock.execute("COMMIT")


def _version() -> str:
    """Of everything the template is made of."""
    source = Path(tryton_company.__file__).read_bytes()
    return hashlib.sha256(json.dumps(sorted(_installed())).encode() + source).hexdigest()[:16]


def _installed() -> Sequence[tuple[str, str]]:
    return sorted(
        {(each.name.replace("-", "_"), each.version) for each in distributions() if each.name.startswith("trytond")}
    )


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "crm-operations" / "tryton"


def _configured(folder: Path) -> Path:
    (file := folder / "trytond.conf").write_text(CONFIGURATION.format(folder=folder))
    return file


def _environment(folder: Path) -> Mapping[str, str]:
    """Made-up addresses are welcome: what would ask the internet whether they exist is hidden from the server."""
    (hidden := folder / "hidden").mkdir(exist_ok=True)
    (hidden / "email_validator.py").write_text('raise ImportError("not for a throwaway server")\n')
    return {**os.environ, "PYTHONPATH": str(hidden)}


def _command(name: str) -> str:
    """Raises Invalid where it is not installed."""
    found = shutil.which(name, path=_path())
    if found is None:
        raise Invalid.field("tryton", f"{name} is not installed", "pip install trytond trytond_sale_opportunity")
    return found


def _path() -> str:
    """What is installed beside this Python comes first."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

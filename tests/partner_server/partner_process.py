"""The partner systems as a process that can be started, killed, frozen and started again where it was."""

import json
import os
import secrets
import signal
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from client import ANSWER_SECONDS, Address, Partners, remote_partners

from crm_adapters.storage import Database

SERVER = Path(__file__).with_name("server.py")
GRACE_SECONDS = 10.0
"""How long the server may take to end by itself."""


class PartnerServer:
    """Runs the server on that database; once it has a port it keeps it, so that callers find it again.

    ``partners`` are for this process; another one needs ``address`` and ``authkey``.
    """

    def __init__(self, database_url: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self.database_url = database_url
        self.authkey = secrets.token_hex()
        self.address: Address = ("127.0.0.1", 0)
        self._process: subprocess.Popen[str] | None = None
        self.start()
        self.partners: Partners = remote_partners(self.address, self.authkey, answer_seconds)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @cached_property
    def database(self) -> Database:
        """Theirs, to look into from behind."""
        return Database(self.database_url)

    def fresh_tenant(self) -> str:
        """A tenant nobody used, so that tests share one server."""
        return f"tenant-{uuid4().hex}"

    def start(self) -> None:
        """Comes back when it listens; running already, it stays. Raises RuntimeError when it ends instead."""
        if self.is_running:
            return
        host, port = self.address
        words = ["--database", self.database_url, "--port", str(port), "--authkey", self.authkey]
        self._process = subprocess.Popen([sys.executable, SERVER, *words], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        with self._process.stdout as output:
            ready = output.readline()
        if not ready:
            raise RuntimeError(f"the partner systems did not start, and ended with {self._process.wait()}")
        self.address = (host, json.loads(ready)["port"])

    def stop(self) -> None:
        """Asks it to end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it without a warning."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """It stays, takes connections and answers nothing; what it was about to say it has said."""
        self._send(signal.SIGSTOP)
        if self._process is not None and sys.platform != "darwin":
            os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.thaw()
        self.stop()
        if "database" in vars(self):
            self.database.close()

    def _end(self, how: signal.Signals) -> None:
        self._send(how)
        if self._process is not None:
            self._process.wait(GRACE_SECONDS)

    def _send(self, what: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(what)

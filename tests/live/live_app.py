"""Real servers in processes of their own, real clients, and a desk to write news at."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from crm_adapters.live import LiveSettings
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm
from crm_core.actor import Actor, Role

PATIENCE = 60.0
"""Seconds until a test gives up waiting for something that should happen at once."""

_LINES = 3
"""Of what a server says when it has begun."""

_IN_A_COMMIT = 5

SECRET = "a secret that only the tests know, and long"


class Served:
    """``crm live serve`` in a process of its own."""

    def __init__(self, environment: dict[str, str], port: int = 0) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None
        self.port = port
        self.start()

    def start(self) -> None:
        """Where it served before, if it did."""
        program = [sys.executable, "-m", "crm_adapters.cli", "live", "serve", "--port", str(self.port), "--json"]
        self._process = subprocess.Popen(program, env=self._environment, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url: str = json.loads("".join(next(self._process.stdout) for _ in range(_LINES)))["url"]
        self.port = int(self.url.split(":")[2].split("/")[0])

    def stop(self) -> int:
        """Tells it to, and answers its exit code."""
        assert self._process is not None
        self._process.terminate()
        with self._process:
            return self._process.wait(PATIENCE)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        with self._process:
            self._process.wait(PATIENCE)

    def close(self) -> None:
        if self._process is not None:
            self.kill()


class LiveApp:
    """A database with live updates switched on, and a tenant that no other test uses."""

    def __init__(self, url: str, **live: Any) -> None:
        self.settings = CrmSettings.load(
            database_url=url, live=LiveSettings.model_validate({"enabled": True, "secret": SECRET, "port": 0, **live})
        )
        self.crm: Crm = open_crm(settings=self.settings)
        self.tenant = f"live-{uuid.uuid4().hex[:12]}"
        self.ada = self.person("ada")
        self._live = live
        self._served: list[Served] = []
        self._threads: list[tuple[threading.Thread, threading.Event]] = []

    def person(self, user_id: str, *roles: Role, tenant: str | None = None) -> Actor:
        return Actor(tenant_id=tenant or self.tenant, user_id=user_id, roles=frozenset(roles or {Role.MANAGER}))

    def token(self, actor: Actor | None = None) -> str:
        return self.crm.live.token(actor or self.ada)

    def push(self, *names: str, topic: str = "lead.created") -> None:
        """To the tenant, each under its name, which is its delivery id too; a few in a commit."""
        for first in range(0, len(names), _IN_A_COMMIT):
            with self.crm.database.local_transaction(self.tenant):
                for name in names[first : first + _IN_A_COMMIT]:
                    self.push_as(administrator(self.tenant), name, topic=topic)

    def push_as(
        self, actor: Actor, name: str, *, topic: str, user_id: str | None = None, delivery_id: str | None = None
    ) -> None:
        facts = {"name": name}
        self.crm.real_time.push(actor, topic, facts, delivery_id=delivery_id or name, user_id=user_id)

    def break_off(self, do: Callable[[], None]) -> None:
        """Does it, and fails before it is kept."""
        with self.crm.database.local_transaction(self.tenant):
            do()
            raise RuntimeError("a crash")

    def served(self) -> Served:
        """One more server on this database."""
        variables = {"database_url": str(self.settings.database_url), "live__enabled": "1", "live__secret": SECRET}
        variables |= {
            f"live__{name}": json.dumps(value) if not isinstance(value, str) else value
            for name, value in self._live.items()
        }
        environment = {f"CRM_{name.upper()}": value for name, value in variables.items()}
        self._served.append(Served({**os.environ, "CRM_LOG_LEVEL": "error", **environment}))
        return self._served[-1]

    def serves(self) -> str:
        """From a thread of this process, which starts sooner; answers where."""
        server, stop = self.crm.live.server(), threading.Event()
        serving = threading.Thread(target=server.run, args=(stop,))
        serving.start()
        self._threads.append((serving, stop))
        return server.url

    def close(self) -> None:
        for served in self._served:
            served.close()
        for serving, stop in self._threads:
            stop.set()
            serving.join()
        self.crm.close()


class Reader:
    """Somebody's screen: keeps what it is told, and where it is."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.at = 0
        self.updates: list[dict[str, Any]] = []
        self.others: list[dict[str, Any]] = []

    async def send(self, **request: Any) -> None:
        await self.socket.send(json.dumps(request))

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            message: dict[str, Any] = json.loads(await self.socket.recv())
        self.at = message["id"]
        (self.updates if message["type"] == "update" else self.others).append(message)
        return message

    async def receive_until(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while (message := await self.receive())["type"] != kind:
                pass
        return message

    async def names(self, count: int) -> list[str]:
        """Of all it heard, once there are that many."""
        async with asyncio.timeout(PATIENCE):
            while len(self.updates) < count:
                await self.receive()
        return [update["data"]["name"] for update in self.updates]


@asynccontextmanager
async def reading(url: str, token: str, **request: Any) -> AsyncIterator[Reader]:
    """Subscribed already."""
    more = request.pop("connect", {})
    async with connect(url, **more) as socket:
        reader = Reader(socket)
        await reader.send(token=token, **request)
        await reader.receive_until("subscribed")
        yield reader

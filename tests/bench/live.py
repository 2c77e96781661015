"""How fast ten thousand updates reach two hundred readers over two servers, against a bare broadcast of the same texts.

Nothing may be lost, doubled or out of order, or there is no figure.
"""

import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.synchronize import Event

from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, broadcast, serve

from crm_adapters.live import LiveSettings
from crm_adapters.wiring import CrmSettings, administrator, open_crm
from crm_operations.live_updates import NewUpdate

UPDATES, READERS, SERVERS, IN_A_COMMIT = 10_000, 200, 2, 5
TENANT, SECRET = "live-bench", "a secret that only the bench knows, and long"
PATIENCE = 1_800.0

_FACTS = {"subject": {"kind": "lead", "id": "0" * 36}, "source": "website", "score": 73, "reason": "asked for a quote"}


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", "bare broadcast, updates to readers a second", "live updates", "times as long")
    for name, url in urls.items():
        if name != "PostgreSQL":
            continue  # the others ring no bell
        with console.status(f"{name}: telling {READERS} readers of {UPDATES:,} updates"):
            bare, ours = _bare(), _ours(url())
        delivered = UPDATES * READERS
        table.add_row(name, f"{delivered / bare:,.0f}", f"{delivered / ours:,.0f}", f"{ours / bare:.2f}")
    console.print(table)


def _ours(url: str) -> float:
    settings = CrmSettings.load(database_url=url, live=LiveSettings.model_validate({"enabled": True, "secret": SECRET}))
    with open_crm(settings=settings) as crm:
        crm.initialise(administrator(TENANT))
        token = crm.live.token(administrator(TENANT))
    environment = {"CRM_DATABASE_URL": url, "CRM_LIVE__ENABLED": "1", "CRM_LIVE__SECRET": SECRET}
    program = [sys.executable, "-m", "crm_adapters.cli", "live", "serve", "--port", "0", "--json"]
    servers = [
        subprocess.Popen(program, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
        for _ in range(SERVERS)
    ]
    try:
        addresses = [
            json.loads("".join(next(server.stdout) for _ in range(3)))["url"] for server in servers if server.stdout
        ]
        return _timed(addresses, json.dumps({"token": token}), _append, settings)
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def _append(begin: Event, settings: CrmSettings) -> None:
    """Another process, as the relay is one."""
    with open_crm(settings=settings) as crm:
        feed = crm.container.partners.live_feed()
        feed.append("another", [_update(0)])
        begin.wait()
        for first in range(0, UPDATES, IN_A_COMMIT):
            feed.append(TENANT, [_update(number) for number in range(first, first + IN_A_COMMIT)])


def _update(number: int) -> NewUpdate:
    at = time.gmtime(1_750_000_000 + number)
    body = json.dumps({**_FACTS, "number": number}, separators=(",", ":"))
    moment = f"{at.tm_year}-{at.tm_mon:02}-{at.tm_mday:02}T{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}Z"
    return NewUpdate.model_validate({"topic": "lead.scored", "at": moment, "body": body, "delivery_id": f"d/{number}"})


def _bare() -> float:
    spawn = multiprocessing.get_context("spawn")
    ports: multiprocessing.queues.Queue[int] = spawn.Queue()
    begin = spawn.Event()
    servers = [spawn.Process(target=_broadcast, args=(ports, begin), daemon=True) for _ in range(SERVERS)]
    for server in servers:
        server.start()
    try:
        addresses = [f"ws://127.0.0.1:{ports.get()}/" for _ in servers]
        return asyncio.run(_listen(addresses, "{}", begin))
    finally:
        for server in servers:
            server.terminate()
            server.join()


def _broadcast(ports: "multiprocessing.queues.Queue[int]", begin: Event) -> None:
    asyncio.run(_broadcasting(ports, begin))


async def _broadcasting(ports: "multiprocessing.queues.Queue[int]", begin: Event) -> None:
    """As simple as can be: everybody gets every text, from memory, without asking who they are."""
    readers: set[ServerConnection] = set()

    async def welcome(reader: ServerConnection) -> None:
        await reader.recv()
        readers.add(reader)
        await reader.send('{"type":"subscribed"}')
        await reader.wait_closed()

    texts = [
        f'{{"type":"update","id":{number + 1},"topic":"{update.topic}","at":"{update.at.isoformat()}",'
        f'"personal":false,"data":{update.body}}}'
        for number, update in ((number, _update(number)) for number in range(UPDATES))
    ]
    async with serve(welcome, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        ports.put(next(iter(server.sockets)).getsockname()[1])
        await asyncio.to_thread(begin.wait)
        for text in texts:
            broadcast(readers, text)
            await asyncio.sleep(0)
        await asyncio.sleep(PATIENCE)


def _timed(addresses: Sequence[str], hello: str, write: Callable[..., None], settings: CrmSettings) -> float:
    spawn = multiprocessing.get_context("spawn")
    begin = spawn.Event()
    writer = spawn.Process(target=write, args=(begin, settings), daemon=True)
    writer.start()
    try:
        return asyncio.run(_listen(addresses, hello, begin))
    finally:
        writer.terminate()
        writer.join()


async def _listen(addresses: Sequence[str], hello: str, begin: Event) -> float:
    """Seconds from the start to when the last reader has the last update."""
    sockets = [await _subscribed(addresses[number % len(addresses)], hello) for number in range(READERS)]
    await asyncio.sleep(2)
    started = time.perf_counter()
    begin.set()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(_hear_all(socket) for socket in sockets))
    seconds = time.perf_counter() - started
    for socket in sockets:
        socket.transport.abort()
    return seconds


async def _subscribed(address: str, hello: str) -> ClientConnection:
    socket = await connect(address, compression=None, ping_interval=None)
    await socket.send(hello)
    assert json.loads(await socket.recv())["type"] == "subscribed"
    return socket


async def _hear_all(socket: ClientConnection) -> None:
    expected = 0
    while expected < UPDATES:
        message = json.loads(await socket.recv())
        if message["type"] == "update":
            assert (message["id"], message["data"]["number"]) == (expected + 1, expected), message
            expected += 1

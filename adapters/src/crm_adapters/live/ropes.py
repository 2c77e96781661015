"""The servers that carry rings to other processes: Redis and NATS."""

import asyncio
import math
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nats.aio.client import Client
    from redis.asyncio import Redis


class RedisRope:
    def __init__(self, redis: "Redis", channel: str) -> None:
        self._redis = redis
        self._channel = channel

    async def pull(self, ring: str) -> None:
        await self._redis.publish(self._channel, ring)

    async def rings(self) -> AsyncIterator[str]:
        async with self._redis.pubsub() as heard:
            await heard.subscribe(self._channel)
            async for message in heard.listen():
                if message["type"] == "subscribe":
                    yield ""
                elif message["type"] == "message":
                    yield message["data"].decode(errors="replace")

    async def close(self) -> None:
        await self._redis.aclose()


class NatsRope:
    def __init__(self, client: "Client", channel: str, broken: asyncio.Event) -> None:
        self._client = client
        self._channel = channel
        self._broken = broken

    async def pull(self, ring: str) -> None:
        await self._client.publish(self._channel, ring.encode())
        await self._client.flush()

    async def rings(self) -> AsyncIterator[str]:
        heard: asyncio.Queue[str] = asyncio.Queue()

        async def hear(message: object) -> None:
            heard.put_nowait(getattr(message, "data", b"").decode(errors="replace"))

        await self._client.subscribe(self._channel, cb=hear)
        await self._client.flush()
        yield ""
        broken = asyncio.ensure_future(self._broken.wait())
        try:
            while not broken.done():
                ring = asyncio.ensure_future(heard.get())
                await asyncio.wait([ring, broken], return_when=asyncio.FIRST_COMPLETED)
                if ring.done():
                    yield ring.result()
                else:
                    ring.cancel()
        finally:
            broken.cancel()

    async def close(self) -> None:
        await self._client.close()


async def redis_rope(url: str, channel: str, timeout_seconds: float) -> RedisRope:
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    redis = Redis.from_url(url, socket_connect_timeout=timeout_seconds, retry=Retry(NoBackoff(), 0))
    await redis.ping()
    return RedisRope(redis, channel)


async def nats_rope(url: str, channel: str, timeout_seconds: float) -> NatsRope:
    import nats

    broken = asyncio.Event()

    async def note() -> None:
        broken.set()

    async def pass_over(_failure: Exception) -> None:
        """Whoever holds the rope hears that it broke."""

    client = await nats.connect(
        url,
        connect_timeout=math.ceil(timeout_seconds),
        allow_reconnect=False,
        disconnected_cb=note,
        closed_cb=note,
        error_cb=pass_over,
    )
    return NatsRope(client, channel, broken)

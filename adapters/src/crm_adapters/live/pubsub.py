"""Connections to the servers that transmit signals to other processes: Redis and NATS."""

import asyncio
import math
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nats.aio.client import Client
    from redis.asyncio import Redis


class RedisPubSub:
    def __init__(self, redis: "Redis", channel: str) -> None:
        self._redis = redis
        self._channel = channel

    async def publish(self, signal: str) -> None:
        await self._redis.publish(self._channel, signal)

    async def signals(self) -> AsyncIterator[str]:
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(self._channel)
            async for message in subscription.listen():
                if message["type"] == "subscribe":
                    yield ""
                elif message["type"] == "message":
                    yield message["data"].decode(errors="replace")

    async def close(self) -> None:
        await self._redis.aclose()


class NatsPubSub:
    def __init__(self, client: "Client", channel: str, broken: asyncio.Event) -> None:
        self._client = client
        self._channel = channel
        self._broken = broken

    async def publish(self, signal: str) -> None:
        await self._client.publish(self._channel, signal.encode())
        await self._client.flush()

    async def signals(self) -> AsyncIterator[str]:
        received: asyncio.Queue[str] = asyncio.Queue()

        async def receive(message: object) -> None:
            received.put_nowait(getattr(message, "data", b"").decode(errors="replace"))

        await self._client.subscribe(self._channel, cb=receive)
        await self._client.flush()
        yield ""
        broken = asyncio.ensure_future(self._broken.wait())
        try:
            while not broken.done():
                signal = asyncio.ensure_future(received.get())
                await asyncio.wait([signal, broken], return_when=asyncio.FIRST_COMPLETED)
                if signal.done():
                    yield signal.result()
                else:
                    signal.cancel()
        finally:
            broken.cancel()

    async def close(self) -> None:
        await self._client.close()


async def connect_redis(url: str, channel: str, timeout_seconds: float) -> RedisPubSub:
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    redis = Redis.from_url(url, socket_connect_timeout=timeout_seconds, retry=Retry(NoBackoff(), 0))
    await redis.ping()
    return RedisPubSub(redis, channel)


async def connect_nats(url: str, channel: str, timeout_seconds: float) -> NatsPubSub:
    import nats

    broken = asyncio.Event()

    async def note() -> None:
        broken.set()

    async def pass_over(_failure: Exception) -> None:
        """The holder of the connection learns by itself that it broke."""

    client = await nats.connect(
        url,
        connect_timeout=math.ceil(timeout_seconds),
        allow_reconnect=False,
        disconnected_cb=note,
        closed_cb=note,
        error_cb=pass_over,
    )
    return NatsPubSub(client, channel, broken)

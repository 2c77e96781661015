"""One reader's connection: authentication, subscription, and position in the feed."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from crm_adapters.live.admission import Places
from crm_adapters.live.hub import Frame, LiveHub, TenantNews
from crm_adapters.live.settings import LiveSettings
from crm_adapters.live.tokens import Admission, LiveTokens, TokenRefused
from crm_core.errors import Unavailable
from crm_core.values import Value
from crm_operations.live_updates import Subscription, TopicPattern

PROTOCOL = "crm.live.v1"
"""The subprotocol; a browser sends its token as another one that begins with ``bearer.``."""
BEARER = "bearer."

UNREADABLE, NOT_ADMITTED, TOO_SLOW, TRY_LATER = 4400, 4401, 4408, 1013
_LONGEST_REASON = 120


class SubscribeRequest(Value):
    """A reader's request: the first message, and each change of the subscription."""

    token: Annotated[str, Field(max_length=8_192)] | None = None
    topics: Annotated[tuple[TopicPattern, ...], Field(max_length=100)] | None = None
    after: Annotated[int, Field(ge=0)] | None = None
    """The sequence up to which it has everything; None for updates from now on."""


class Ended(Exception):
    """Ends the connection, with a reason that is sent to the reader."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class LiveSocket:
    """Serves one connection; ``serve`` is called once, before it is accepted."""

    def __init__(
        self, socket: WebSocket, hub: LiveHub, tokens: LiveTokens, places: Places, settings: LiveSettings
    ) -> None:
        self._places = places
        self._socket = socket
        self._hub = hub
        self._tokens = tokens
        self._settings = settings
        self._awake = asyncio.Event()
        self._requests: asyncio.Queue[SubscribeRequest] = asyncio.Queue(maxsize=1)
        self._at = 0
        """The sequence up to which the reader has everything."""

    async def serve(self, token: str | None, protocol: str | None) -> None:
        """Serves until either side closes; ``token`` is the one of the handshake.

        A valid one authenticates at once; otherwise the connection is a stranger until its first request has a token.
        """
        try:
            await self._socket.accept(subprotocol=protocol)
            if token is not None and (known := self._known_by(token)):
                with self._place():
                    first = await self._greeting()
                    await self._serve(self._admit(first.token) if first.token else known, first)
            else:
                first = await self._greeting_of_a_stranger()
                admission = self._admit(first.token or token)
                with self._place():
                    await self._serve(admission, first)
        except Ended as end:
            await self._hang_up(end.code, end.reason)
        except Unavailable:
            await self._hang_up(TRY_LATER, "try again later")
        except WebSocketDisconnect:
            pass

    @contextmanager
    def _place(self) -> Iterator[None]:
        with self._places.for_reader() as is_there:
            if not is_there:
                raise Ended(TRY_LATER, "too many connections; try again later")
            yield

    async def _serve(self, admission: Admission, first: SubscribeRequest) -> None:
        news = await self._hub.join(admission.actor.tenant_id, self._awake)
        try:
            await self._talk(news, admission, first)
        finally:
            self._hub.leave(news, self._awake)

    async def _greeting_of_a_stranger(self) -> SubscribeRequest:
        """The first request of a stranger, who is displaced by a newer one at the limit."""
        with self._places.for_stranger() as displaced:
            greeting, waiting = asyncio.ensure_future(self._greeting()), asyncio.ensure_future(displaced.wait())
            try:
                await asyncio.wait([greeting, waiting], return_when=asyncio.FIRST_COMPLETED)
                if greeting.done():
                    return greeting.result()
                raise Ended(TRY_LATER, "too many who do not say who they are; send your token at once")
            finally:
                greeting.cancel()
                waiting.cancel()
                await asyncio.gather(greeting, waiting, return_exceptions=True)

    async def _greeting(self) -> SubscribeRequest:
        try:
            async with asyncio.timeout(self._settings.hello_seconds):
                return await self._receive()
        except TimeoutError:
            raise Ended(NOT_ADMITTED, "say who you are, and what you want to hear") from None

    async def _receive(self) -> SubscribeRequest:
        try:
            return SubscribeRequest.model_validate_json(await self._socket.receive_text())
        except (ValidationError, KeyError) as cause:
            raise Ended(UNREADABLE, "send JSON: token, topics, after") from cause

    def _known_by(self, token: str) -> Admission | None:
        try:
            return self._tokens.admit(token)
        except TokenRefused:
            return None

    def _admit(self, token: str | None) -> Admission:
        try:
            return self._tokens.admit(token or "")
        except TokenRefused as refusal:
            raise Ended(NOT_ADMITTED, str(refusal)) from refusal

    async def _talk(self, news: TenantNews, admission: Admission, first: SubscribeRequest) -> None:
        """Receives and sends in two tasks; the first that ends ends both."""
        sides = [asyncio.create_task(self._listen()), asyncio.create_task(self._send_updates(news, admission, first))]
        try:
            done, _ = await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
            for side in done:
                side.result()
        finally:
            for side in sides:
                side.cancel()
            await asyncio.gather(*sides, return_exceptions=True)

    async def _listen(self) -> None:
        while True:
            request = await self._receive()
            await self._requests.put(request)
            self._awake.set()

    async def _send_updates(self, news: TenantNews, admission: Admission, first: SubscribeRequest) -> None:
        self._until, self._subscription = admission.until, Subscription(actor=admission.actor)
        self._at = news.last
        await self._apply(first.model_copy(update={"token": None}), news)
        while True:
            self._awake.clear()
            while not self._requests.empty():
                await self._apply(self._requests.get_nowait(), news)
            frames = news.beyond(self._at)
            if frames is None and (frames := await news.older(self._at)) is None:
                await self._send_gap(news)
            elif frames:
                await self._send(frames)
            else:
                await self._rest()
            if datetime.now(UTC) >= self._until:
                raise Ended(NOT_ADMITTED, "the token has expired; ask for a new one")

    async def _apply(self, request: SubscribeRequest, news: TenantNews) -> None:
        actor = self._subscription.actor
        if request.token is not None:
            renewed = self._admit(request.token)
            if (renewed.actor.tenant_id, renewed.actor.user_id) != (actor.tenant_id, actor.user_id):
                raise Ended(NOT_ADMITTED, "the token is somebody else's")
            actor, self._until = renewed
        topics = self._subscription.topics if request.topics is None else request.topics
        self._subscription = Subscription(actor=actor, topics=topics)
        self._matches: dict[str, bool] = {}
        if request.after is not None:
            self._at = request.after
        await self._send_message(type="subscribed", id=self._at, topics=topics, until=self._until.isoformat())
        if self._at > news.last:
            news.notify(end := await news.end())
            if self._at > end:
                await self._send_gap(news)

    async def _send_gap(self, news: TenantNews) -> None:
        """Sends a gap: the position is deleted or unknown, so the reader reloads everything and continues from here."""
        news.notify(end := await news.end())
        self._at = end
        await self._send_message(
            type="gap", id=end, reason="some updates are not kept any more; load what you show anew"
        )

    async def _send(self, frames: Sequence[Frame]) -> None:
        async with self._patience():
            for frame in frames:
                if self._is_subscribed_to(frame):
                    await self._socket.send({"type": "websocket.send", "text": frame.text})
                self._at = frame.sequence
        await asyncio.sleep(0)  # a fast reader must not delay the others

    def _is_subscribed_to(self, frame: Frame) -> bool:
        if frame.user_id is not None:
            return self._subscription.wants(frame.topic, frame.user_id)
        if (matches := self._matches.get(frame.topic)) is None:
            matches = self._matches[frame.topic] = self._subscription.wants(frame.topic, None)
        return matches

    async def _rest(self) -> None:
        """Waits for more; a reader without updates for long is sent its position."""
        left = (self._until - datetime.now(UTC)).total_seconds()
        beat = self._settings.heartbeat_seconds
        try:
            async with asyncio.timeout(min(beat, max(left, 0.0))):
                await self._awake.wait()
        except TimeoutError:
            if beat <= left:
                await self._send_message(type="heartbeat", id=self._at)

    async def _send_message(self, **facts: Any) -> None:
        async with self._patience():
            await self._socket.send({"type": "websocket.send", "text": json.dumps(facts)})

    @asynccontextmanager
    async def _patience(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._settings.patience_seconds):
                yield
        except TimeoutError:
            raise Ended(TOO_SLOW, "you did not read; come again with the id you have") from None

    async def _hang_up(self, code: int, reason: str) -> None:
        """Closes without waiting for the reader, which may not be reading."""
        with suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
            async with asyncio.timeout(self._settings.grace_seconds):
                await self._socket.close(code, reason[:_LONGEST_REASON])

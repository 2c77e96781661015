"""The WebSocket endpoint: a route to mount in an application of one's own, or an application alone."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from crm_adapters.live.admission import Places
from crm_adapters.live.hub import LiveHub
from crm_adapters.live.settings import LiveSettings
from crm_adapters.live.socket import BEARER, PROTOCOL, LiveSocket
from crm_adapters.live.tokens import LiveTokens

if TYPE_CHECKING:
    from collections.abc import Sequence


class LiveEndpoint:
    """Accepts connections from allowed origins; strangers take no places of authenticated readers."""

    def __init__(self, hub: LiveHub, tokens: LiveTokens, settings: LiveSettings) -> None:
        self._hub = hub
        self._tokens = tokens
        self._settings = settings
        self._places = Places(settings.max_connections, settings.max_strangers)

    def route(self) -> WebSocketRoute:
        return WebSocketRoute(self._settings.path, self.take, name="live")

    def app(self) -> Starlette:
        return Starlette(routes=[self.route()])

    async def take(self, socket: WebSocket) -> None:
        if not self._may_come_from(socket):
            await socket.close()  # before it is accepted: the handshake is answered with 403
            return
        offered: Sequence[str] = socket.scope["subprotocols"]
        token = next((each.removeprefix(BEARER) for each in offered if each.startswith(BEARER)), None)
        served = LiveSocket(socket, self._hub, self._tokens, self._places, self._settings)
        await served.serve(token, PROTOCOL if PROTOCOL in offered else None)

    def _may_come_from(self, socket: WebSocket) -> bool:
        """Programs send no origin; a page's must be this host or an allowed one."""
        origin = socket.headers.get("origin")
        if origin is None or "*" in self._settings.origins or origin in self._settings.origins:
            return True
        return urlsplit(origin).netloc == socket.headers.get("host")

"""An application served by uvicorn until it is stopped."""

import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from crm_adapters.live.settings import LiveSettings


class LiveServer:
    """A server that listens from its creation on, so that its address is known. Raises OSError where it cannot."""

    def __init__(self, app: ASGIApp, settings: LiveSettings) -> None:
        self._socket = socket.create_server((settings.host, settings.port), backlog=settings.max_connections)
        if ends_silence := hasattr(socket, "TCP_USER_TIMEOUT"):
            # A client that reads nothing could otherwise keep its connection open without limit.
            patience = int((settings.patience_seconds + settings.grace_seconds) * 1_000)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, patience)
        config = uvicorn.Config(
            app,
            ws="websockets-sansio",
            ws_max_size=settings.message_bytes,
            # A slow reader answers a ping only after all earlier data; with the above, heartbeats detect dead ones.
            ws_ping_interval=None if ends_silence else settings.heartbeat_seconds,
            ws_ping_timeout=settings.patience_seconds,
            ws_per_message_deflate=settings.compress,
            lifespan="off",
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=settings.grace_seconds,
        )
        self._server = uvicorn.Server(config)
        host, port, *_ = self._socket.getsockname()
        self.url = f"ws://{host}:{port}{settings.path}"

    def run(self, stop: threading.Event) -> None:
        """Serves until it is stopped; readers are asked to reconnect, and continue from the feed."""
        serving = threading.Thread(target=self._server.run, args=([self._socket],), name="crm-live", daemon=True)
        serving.start()
        while serving.is_alive() and not stop.wait(_GLANCE_SECONDS):
            pass
        self._server.should_exit = True
        serving.join()


_GLANCE_SECONDS = 0.2
"""How often it is seen whether the server still runs."""

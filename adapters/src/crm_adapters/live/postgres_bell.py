"""The bell of PostgreSQL: rung by the commit itself, so it is heard if and only if there is something to read."""

from collections.abc import Callable

from sqlalchemy import URL, Connection, bindparam, func, select

from crm_adapters.live.bell import Heard, tell, written

_NOTIFY = select(func.pg_notify(bindparam("channel"), bindparam("ring")))


class PostgresBell:
    """Those who listen hold one connection of their own, outside the pool."""

    def __init__(self, url: URL, channel: str) -> None:
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._channel = channel

    def ring_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        connection.execute(_NOTIFY, {"channel": self._channel, "ring": written(tenant_id, last)})

    def ring(self, tenant_id: str, last: int) -> None:
        pass

    async def listen(self, begun: Callable[[], None], heard: Heard) -> None:
        from psycopg import AsyncConnection, sql

        async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            begun()
            async for notify in connection.notifies():
                tell(notify.payload, heard)

    def close(self) -> None:
        pass

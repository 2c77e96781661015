"""The signal by PostgreSQL's NOTIFY: part of the commit, so it is sent if and only if the feed has grown."""

from collections.abc import Callable

from sqlalchemy import URL, Connection, bindparam, func, select

from crm_adapters.live.signal import OnSignal, dispatch, encoded

_NOTIFY = select(func.pg_notify(bindparam("channel"), bindparam("signal")))


class PostgresSignal:
    """A Signal; a listening server holds one connection of its own, outside the pool."""

    def __init__(self, url: URL, channel: str) -> None:
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._channel = channel

    def publish_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        connection.execute(_NOTIFY, {"channel": self._channel, "signal": encoded(tenant_id, last)})

    def publish(self, tenant_id: str, last: int) -> None:
        pass

    async def listen(self, on_subscribed: Callable[[], None], on_signal: OnSignal) -> None:
        from psycopg import AsyncConnection, sql

        async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            on_subscribed()
            async for notify in connection.notifies():
                dispatch(notify.payload, on_signal)

    def close(self) -> None:
        pass

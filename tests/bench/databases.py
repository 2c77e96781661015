"""Fresh databases to measure on: both write each commit to disk before they answer."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

POSTGRES = os.environ.get("CRM_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / uuid4().hex}.db"


def has_postgres() -> bool:
    server = create_engine(POSTGRES)
    try:
        server.connect().close()
    except OperationalError:
        return False
    server.dispose()
    return True


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """A database of its own, dropped at the end."""
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    name = f"crm_bench_{uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


def note_sizes(engine: Engine) -> None:
    """What PostgreSQL does by itself within a minute of a table's growing: until then it plans as if it were empty."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))

"""Fresh databases to measure on: each writes a commit to disk before it answers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from crm_adapters.storage import EVERY_TENANT, Database

POSTGRES = os.environ.get("CRM_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
MARIADB = os.environ.get("CRM_TEST_MARIADB_URL", "mysql+pymysql://root@127.0.0.1:3306/test")


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / uuid4().hex}.db"


def answers(server_url: str) -> bool:
    server = create_engine(server_url)
    try:
        server.connect().close()
    except OperationalError:
        return False
    server.dispose()
    return True


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """A database of its own, dropped at the end."""
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    name = f"crm_bench_{uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        force = " WITH (FORCE)" if server.dialect.name == "postgresql" else ""
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}{force}"))
        server.dispose()


def counted(database: Database, *tables: str) -> None:
    """A server that knows how many rows there are plans well, as after the first minutes of a real table."""
    if database.kind == "sqlite":
        return
    analyze = "ANALYZE TABLE" if database.kind == "mysql" else "ANALYZE"
    with database.writing(EVERY_TENANT) as connection:
        for table in tables:
            connection.execute(text(f"{analyze} {table}"))

